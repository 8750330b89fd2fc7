import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bakedCode } from "../../../../../src/core/build/baked/bakedCode.ts";
import type { BakedFacts } from "../../../../../src/core/build/baked/facts.ts";
import type { ContextManifests } from "../../../../../src/core/build/manifest/ports.ts";
import type { BakedCode } from "../../../../../src/shared/builds.ts";
import { Context, NEVER } from "../manifest/context.ts";

let context: Context;

beforeEach(() => {
  context = new Context();
  context.write({
    Dockerfile: "FROM image\nCOPY src /app/src\n",
    "src/one.txt": "one",
    "src/two.txt": "two",
  });
});

afterEach(() => {
  context.dispose();
});

type Build = BakedFacts["builds"][number];

async function built(manifests: ContextManifests = context.window()): Promise<Build> {
  const startedAt = context.start();
  const manifest = await manifests.take(context.source, startedAt, NEVER);
  return {
    startedAt,
    context: context.folder,
    ...(manifest === undefined ? {} : { manifest: manifest.key }),
  };
}

function ask(builds: readonly Build[], more: Partial<BakedFacts> = {}): Promise<BakedCode> {
  const facts: BakedFacts = {
    build: { context: context.folder, dockerfile: context.path("Dockerfile") },
    watch: [],
    mounts: [],
    local: true,
    builtAt: 5,
    builds,
    ...more,
  };
  return bakedCode(facts, { manifests: context.window() }, NEVER);
}

const bind = (name: string, target: string) =>
  ({ kind: "bind", source: context.path(name), target, readOnly: false }) as const;

describe("with a manifest", () => {
  test("the same: the evidence counts the files", async () => {
    const build = await built();
    expect(await ask([build])).toEqual({
      kind: "same",
      builtAt: 5,
      evidence: "all 2 files of its build context are as they were when the image was built",
    });
    rmSync(context.path("src/two.txt"));
    expect(await ask([await built(), build])).toMatchObject({
      evidence: "the one file of its build context is as it was when the image was built",
    });
  });

  test("changed: the newest first, the first ten, and how many more", async () => {
    const builds = [await built()];
    for (let index = 0; index < 13; index++) {
      context.write({ [`src/new${String(index).padStart(2, "0")}.txt`]: "new" });
      context.start();
    }
    const code = await ask(builds);
    expect(code).toMatchObject({ kind: "changed", builtAt: 5, more: 3 });
    expect(code.kind === "changed" && code.files.map(({ file }) => path.basename(file))).toEqual(
      [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((index) => `new${String(index).padStart(2, "0")}.txt`),
    );
  });

  test("one of several builds that came out as the image is enough", async () => {
    const first = await built();
    context.write({ "src/one.txt": "another" });
    const second = await built();
    expect((await ask([second, first])).kind).toBe("same");
    context.write({ "src/one.txt": "one" });
    expect((await ask([second, first])).kind).toBe("same");
    expect((await ask([second])).kind).toBe("changed");
  });

  test("where one of them is open, what there is may be it", async () => {
    const startedAt = context.start();
    context.write({ "src/one.txt": "meanwhile" });
    const open = await context.window().take(context.source, startedAt, NEVER);
    const first = { startedAt, context: context.folder, manifest: open?.key ?? "" };
    const second = await built();
    context.write({ "src/one.txt": "another" });
    expect(await ask([second, first])).toEqual({
      kind: "unknown",
      reason: "src/one.txt was changed while it was built",
    });
    context.write({ "src/two.txt": "another" });
    expect((await ask([second, first])).kind).toBe("changed");
  });

  test("what was changed long after the start was touched", async () => {
    const startedAt = context.start();
    context.write({ "src/one.txt": "later" });
    const late = context.window({ now: () => Date.now() + 3_600_000 });
    const manifest = await late.take(context.source, startedAt, NEVER);
    const build = { startedAt, context: context.folder, manifest: manifest?.key ?? "" };
    expect(await ask([build])).toMatchObject({
      kind: "touched",
      files: [{ file: context.path("src/one.txt") }],
    });
    context.write({ "src/two.txt": "another" });
    expect(await ask([build])).toMatchObject({
      kind: "changed",
      files: [{ file: context.path("src/two.txt") }],
    });
  });

  test("what is mounted, or copied while it runs, is not the image's matter", async () => {
    const builds = [await built()];
    context.write({ "src/one.txt": "another" });
    expect((await ask(builds)).kind).toBe("changed");
    const same = {
      kind: "same",
      builtAt: 5,
      evidence:
        "all files of its build context that it does not have through a mount or by develop.watch are as they were when the image was built",
    };
    expect(await ask(builds, { mounts: [bind("src", "/app/src")] })).toEqual(same);
    expect(await ask(builds, { mounts: [bind("src/one.txt", "/app/src/one.txt")] })).toEqual(same);
    expect((await ask(builds, { mounts: [bind("src/two.txt", "/app/src/two.txt")] })).kind).toBe("changed");
    // Its paths are another machine's.
    expect((await ask(builds, { mounts: [bind("src", "/app/src")], local: false })).kind).toBe("changed");
    const rule = { path: context.path("src"), action: "sync", target: "/app/src", ignore: [] } as const;
    expect(await ask(builds, { watch: [rule] })).toEqual(same);
    expect((await ask(builds, { watch: [{ ...rule, action: "rebuild" }] })).kind).toBe("changed");
  });

  test("one that is not kept any more: times tell", async () => {
    const build = await built();
    rmSync(path.join(context.stateDir, "manifests"), { recursive: true });
    expect(await ask([build])).toEqual({
      kind: "same",
      builtAt: 5,
      evidence: "nothing in its build context was written since it was built",
    });
    context.write({ "src/one.txt": "one" });
    expect((await ask([build])).kind).toBe("touched");
  });

  test("what could not be looked at is said", async () => {
    const build = await built(context.window({ limits: { files: 1 } }));
    expect(await ask([build])).toEqual({ kind: "unknown", reason: "it has more than 1 files" });
  });
});

describe("without one", () => {
  test("nobody knows what it was built from: what was touched since proves nothing", async () => {
    const builtAt = context.start();
    expect(await ask([], { builtAt })).toEqual({
      kind: "unknown",
      reason: "its image was not built here: what it was built from can't be told",
    });
    context.write({ Dockerfile: "FROM image\nCOPY src /app/src\n" });
    expect(await ask([], { builtAt })).toMatchObject({
      kind: "touched",
      files: [{ file: context.path("Dockerfile") }],
    });
    expect((await ask([], { builtAt, mounts: [bind(".", "/app")] })).kind).toBe("touched");
  });

  test("what can't be told is said", async () => {
    const { builtAt: _none, ...untimed } = { builtAt: undefined };
    const build = { context: context.folder };
    const facts = { build, watch: [], mounts: [], local: true, builds: [], ...untimed };
    const said = (more: Partial<BakedFacts>) =>
      bakedCode({ ...facts, ...more }, { manifests: context.window() }, NEVER);
    expect(await said({})).toEqual({ kind: "unknown", reason: "when its image was built is not known" });
    expect(await said({ build: {} })).toEqual({
      kind: "unknown",
      reason: "it is not built from a folder of this machine",
    });
    expect(await said({ build: { context: context.path("none") } })).toEqual({
      kind: "unknown",
      reason: `${context.path("none")} is not on this machine`,
    });
    expect(await said({ builds: [{ startedAt: 1, context: "/another" }] })).toEqual({
      kind: "unknown",
      reason: "it was built from another folder: /another",
    });
  });

  test("an inline Dockerfile may take anything", async () => {
    const startedAt = context.start();
    const build = { context: context.folder };
    const source = { context: context.folder };
    const manifest = await context.window().take(source, startedAt, NEVER);
    const builds = [{ startedAt, context: context.folder, manifest: manifest?.key ?? "" }];
    expect(await ask(builds, { build })).toMatchObject({ kind: "same" });
    context.write({ "other.txt": "new" });
    expect(await ask(builds, { build })).toMatchObject({ kind: "changed" });
  });
});
