import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import { refsFolder } from "../../../../../src/core/build/found/buildxPaths.ts";
import type { BuildRef } from "../../../../../src/core/build/found/ref.ts";
import { watchRefs } from "../../../../../src/core/build/found/refsWatch.ts";
import type { Disposable } from "../../../../../src/shared/disposable.ts";

let home: string;
let refs: string;
let watch: Disposable | undefined;
let told: BuildRef[];
let wake: () => void;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "devloop-refs-"));
  refs = path.join(home, ".docker", "buildx", "refs");
  told = [];
  wake = () => {};
});

afterEach(() => {
  watch?.dispose();
  rmSync(home, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const watching = watchRefs({ folder: refs, logger: SILENT }, (ref) => {
    told.push(ref);
    wake();
  });
  watch = watching;
  await watching.ready;
}

/** Resolves once so many were told; a test that waits in vain ends by its own limit. */
async function tells(count: number): Promise<string[]> {
  while (told.length < count) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return told.map(({ id }) => id);
}

const TEXT = JSON.stringify({
  Target: "api",
  LocalPath: "/shop/api",
  DockerfilePath: "/shop/api/Dockerfile",
});

/** As buildx writes it (0.29): beside, then renamed. */
function begin(id: string, text = TEXT): void {
  const file = path.join(refs, ...id.split("/"));
  mkdirSync(path.dirname(file), { recursive: true });
  const written = path.join(path.dirname(file), `.tmp-${path.basename(file)}123`);
  writeFileSync(written, text);
  renameSync(written, file);
}

describe("a build that begins", () => {
  test("is told with what buildx noted down of it", async () => {
    begin("default/default/before");
    await start();
    begin("default/default/one");
    await tells(1);
    expect(told).toEqual([
      {
        id: "default/default/one",
        builder: "default",
        target: "api",
        localPath: "/shop/api",
        dockerfilePath: "/shop/api/Dockerfile",
        at: expect.closeTo(Date.now(), -4),
      },
    ]);
  });

  test("is told once, though its file comes empty and is written in pieces", async () => {
    mkdirSync(path.join(refs, "default", "default"), { recursive: true });
    await start();
    const file = path.join(refs, "default", "default", "one");
    writeFileSync(file, "");
    for (let length = 1; length <= TEXT.length; length += 10) {
      writeFileSync(file, TEXT.slice(0, length));
      await new Promise((resolve) => setImmediate(resolve));
    }
    writeFileSync(file, TEXT);
    await tells(1);
    writeFileSync(file, TEXT);
    begin("default/default/two");
    expect(await tells(2)).toEqual(["default/default/one", "default/default/two"]);
  });

  test("on a builder that is new, each with its first build at once", async () => {
    await start();
    const ids = Array.from({ length: 30 }, (_, index) => `b${index}/b${index}0/first`);
    for (const id of ids) begin(id);
    expect((await tells(30)).sort()).toEqual(ids.sort());
  });

  test("though the folder, and those above it, come later", async () => {
    await start();
    begin("default/default/one");
    await tells(1);
    begin("default/default/two");
    expect(await tells(2)).toEqual(["default/default/one", "default/default/two"]);
  });

  test("though everything was taken away, again and again", async () => {
    begin("default/default/before");
    await start();
    for (let round = 1; round <= 20; round++) {
      begin(`default/default/r${round}`);
      await tells(round);
      rmSync(round % 2 === 0 ? path.join(home, ".docker") : path.join(refs, "default"), { recursive: true });
    }
    expect(new Set(told.map(({ id }) => id)).size).toBe(20);
  });

  test("what is no build is not told: groups, notes, other programs' files, old ones that are touched", async () => {
    begin("default/default/old");
    const old = path.join(refs, "default", "default", "old");
    utimesSync(old, 1_000, 1_000);
    await start();
    begin("__group__/default/group");
    begin("default/default/list", "[]");
    begin("default/default/noise", "x");
    begin("default/default/huge", JSON.stringify({ Target: "x".repeat(70_000) }));
    writeFileSync(path.join(refs, "version"), "2");
    utimesSync(old, 2_000, 2_000);
    begin("default/default/one", "{}");
    expect(await tells(1)).toEqual(["default/default/one"]);
    expect(told[0]).toMatchObject({ target: "", localPath: "", dockerfilePath: "" });
  });

  test("is not told any more afterwards", async () => {
    begin("default/default/before");
    await start();
    watch?.dispose();
    begin("default/default/one");
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
  });
});

describe.runIf(existsSync("/proc/self/fdinfo"))("what it costs", () => {
  /** Of all inotify instances of this process. */
  function watches(): number {
    return readdirSync("/proc/self/fd")
      .filter((fd) => linkOf(`/proc/self/fd/${fd}`).includes("inotify"))
      .flatMap((fd) => readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").split("\n"))
      .filter((line) => line.startsWith("inotify")).length;
  }

  function linkOf(file: string): string {
    try {
      return readlinkSync(file);
    } catch {
      return "";
    }
  }

  test("three folders are watched, whatever is in them: 3,000 old refs, and 100 new ones", async () => {
    const node = path.join(refs, "default", "default");
    mkdirSync(node, { recursive: true });
    for (let index = 0; index < 3_000; index++) writeFileSync(path.join(node, `old${index}`), TEXT);
    const before = watches();
    await start();
    expect(watches() - before).toBe(3);
    for (let index = 0; index < 100; index++) begin(`default/default/new${index}`);
    await tells(100);
    expect(told).toHaveLength(100);
    expect(watches() - before).toBe(3);
  });
});

test("where it is: as buildx's and Docker's own variables say", () => {
  expect(refsFolder({}, "/home/me")).toBe("/home/me/.docker/buildx/refs");
  expect(refsFolder({ DOCKER_CONFIG: "/etc/docker" }, "/home/me")).toBe("/etc/docker/buildx/refs");
  expect(refsFolder({ DOCKER_CONFIG: "/x", BUILDX_CONFIG: "/y" }, "/home/me")).toBe("/y/refs");
});
