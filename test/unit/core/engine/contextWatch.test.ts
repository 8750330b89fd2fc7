import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { watchContexts } from "../../../../src/core/engine/contextWatch.ts";
import type { Disposable } from "../../../../src/shared/disposable.ts";

let home: string;
let docker: string;
let watch: Disposable | undefined;
let told = 0;
let wake: (() => void) | undefined;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "devloop-contexts-"));
  docker = path.join(home, ".docker");
  told = 0;
});

afterEach(async () => {
  watch?.dispose();
  await rm(home, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<void> {
  const watching = watchContexts({ env, homeDir: home, logger: SILENT }, () => {
    told++;
    wake?.();
  });
  watch = watching;
  await watching.ready;
}

/** Resolves once a change was told after `act` began; a test that waits in vain ends by its own limit. */
async function tells(act: () => Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  wake = resolve;
  await act();
  await promise;
}

/** As the docker command writes it: a file beside it takes its place. */
async function useContext(currentContext: string): Promise<void> {
  await writeFile(path.join(docker, "config.json123"), JSON.stringify({ currentContext }));
  await rename(path.join(docker, "config.json123"), path.join(docker, "config.json"));
}

async function createContext(name: string): Promise<void> {
  const folder = path.join(docker, "contexts", "meta", name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "meta.json"), "{}");
}

test("the current context is another, again and again", async () => {
  await mkdir(docker);
  await useContext("a");
  await start();
  for (const name of ["b", "c", "d"]) await tells(() => useContext(name));
});

test("a context is made, changed and removed", async () => {
  await mkdir(docker);
  await start();
  await tells(() => createContext("box"));
  await tells(() => writeFile(path.join(docker, "contexts/meta/box/meta.json"), '{"Name":"box"}'));
  await tells(() => rm(path.join(docker, "contexts/meta/box"), { recursive: true }));
});

test("a context's certificates are another's", async () => {
  const folder = path.join(docker, "contexts/tls/box/docker");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "ca.pem"), "old");
  await start();
  await tells(() => writeFile(path.join(folder, "ca.pem"), "new"));
});

test("the folder comes later", async () => {
  await start();
  await tells(async () => {
    await mkdir(docker);
    await useContext("a");
  });
  await tells(() => useContext("b"));
});

test("DOCKER_CONFIG says where it is", async () => {
  docker = path.join(home, "elsewhere");
  await mkdir(docker);
  await start({ DOCKER_CONFIG: docker });
  await tells(() => useContext("a"));
});

test("nothing else in the folder is looked at, and what was there is no change", async () => {
  await mkdir(path.join(docker, "buildx", "activity"), { recursive: true });
  await useContext("a");
  await createContext("box");
  await start();
  await writeFile(path.join(docker, "buildx", "activity", "builder"), "x");
  await writeFile(path.join(docker, "config.json.lock"), "x");
  // What is told is told in order: the one change that counts is the only one.
  await tells(() => useContext("b"));
  expect(told).toBe(1);
});
