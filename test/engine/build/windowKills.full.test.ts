import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { App } from "../../../src/core/app.ts";
import { hasHistory } from "../../../src/core/build/found/buildxVersion.ts";
import type { BuildRecord } from "../../../src/shared/builds.ts";
import { seededRandom } from "../../bench/statistics.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { docker } from "../support/docker.ts";
import { runApp } from "../support/runningApp.ts";
import { terminal } from "./support/terminal.ts";

const KILLS = Number(process.env["DEVLOOP_TEST_KILLS"] ?? 200);
const seed = Number(process.env["DEVLOOP_TEST_SEED"] ?? Date.now() % 1_000_000);
const supported = hasHistory(await docker(["buildx", "version"]));
const WINDOW = new URL("../../support/kills/window.ts", import.meta.url);
/** A window sees builds after some 1 s, and a build takes some 1 s. */
const LONGEST_LIFE_MS = 2_000;
/** All of them are kept: buildx keeps those of two days, Dev Loop 500. */
const MOST_BUILDS = 400;

let project: ComposeProject;
let state: string;
let env: NodeJS.ProcessEnv;
const windows = new Set<ChildProcess>();

beforeEach(async () => {
  const image = await shellImage();
  project = await composeProject();
  state = await mkdtemp(path.join(tmpdir(), "devloop-kills-"));
  env = {
    ...process.env,
    BUILDX_CONFIG: path.join(state, "buildx"),
    XDG_STATE_HOME: path.join(state, "state"),
  };
  const service = (file: string) => `{ build: { context: ., dockerfile: ${file} } }`;
  await project.write(
    "compose.yaml",
    `name: ${project.name}\nservices:\n  web: ${service("Dockerfile")}\n  bad: ${service("Dockerfile.bad")}\n`,
  );
  const steps = `FROM ${image}\nARG TURN\nRUN sleep 0.3 && echo ${project.name} $TURN`;
  await project.write("Dockerfile", `${steps}\n`);
  await project.write("Dockerfile.bad", `${steps} && exit 3\n`);
});

afterEach(async () => {
  await Promise.all([...windows].map(kill));
  await project.dispose();
  await rm(state, { recursive: true, force: true });
});

async function open(): Promise<ChildProcess> {
  const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
  const child = fork(WINDOW, [project.folder], { env, stdio: [...stdio], execArgv: [] });
  windows.add(child);
  await once(child, "message");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  windows.delete(child);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  const [, signal] = await exited;
  expect(signal).toBe("SIGKILL");
}

/** One build after the other, by turns of a service that succeeds and one that does not; how many there were. */
async function buildAll(isOver: () => boolean): Promise<number> {
  let count = 0;
  while (count < MOST_BUILDS && !isOver()) {
    const service = count % 3 === 2 ? "bad" : "web";
    const typed = terminal(
      ["compose", "build", "--build-arg", `TURN=${count}`, service],
      project.folder,
      env,
    );
    expect((await typed.ended) === 0).toBe(service === "web");
    count++;
  }
  return count;
}

/** A window reads only so many missed builds at a time. */
async function readAll(app: App): Promise<readonly BuildRecord[]> {
  let before: readonly BuildRecord[] = [];
  for (;;) {
    const records = await app.builds({ stackId: project.name, limit: 500 });
    if (records.length === before.length) return records;
    before = records;
  }
}

test.runIf(supported)(
  `two windows, killed ${KILLS} times while builds come and go, lose, double and break no record (seed ${seed})`,
  async () => {
    const random = seededRandom(seed);
    let killed = 0;
    const building = buildAll(() => killed >= KILLS);
    const lives = async () => {
      while (killed < KILLS) {
        const window = await open();
        await delay(random() * LONGEST_LIFE_MS);
        await kill(window);
        killed++;
      }
    };
    await Promise.all([lives(), lives()]);
    const count = await building;
    const { app, until } = await runApp(env, { folders: [project.folder] });
    try {
      await until("builds are seen", ({ builds }) => builds.seen === "all");
      const records = await readAll(app);
      const noted = await readdir(path.join(state, "buildx/refs/default/default"));
      expect(noted).toHaveLength(count);
      expect(records.map(({ id }) => id).toSorted()).toEqual(
        noted.map((id) => `default/default/${id}`).toSorted(),
      );
      for (const { services, result, steps } of records) {
        expect(result).toBe(services[0] === "web" ? "succeeded" : "failed");
        expect(steps).toHaveLength(2);
      }
      const files = await readdir(path.join(state, "state/devloop/builds/records"));
      expect(files.filter((name) => name.endsWith(".json"))).toHaveLength(count);
    } finally {
      await app.dispose();
    }
  },
  1_200_000,
);
