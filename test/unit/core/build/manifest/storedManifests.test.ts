import { mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ContextManifest } from "../../../../../src/core/build/manifest/ports.ts";
import type { StoredManifests } from "../../../../../src/core/build/manifest/storedManifests.ts";
import { Context, NEVER } from "./context.ts";

let context: Context;

beforeEach(() => {
  context = new Context();
  context.write({
    Dockerfile: "FROM image\nCOPY src /src\nCOPY main.txt /\n",
    "main.txt": "main",
    "src/one.txt": "one",
    "src/two.txt": "two",
    "other.txt": "other",
  });
});

afterEach(() => {
  context.dispose();
});

async function take(startedAt = context.start(), window = context.window()): Promise<ContextManifest> {
  const manifest = await window.take(context.source, startedAt, NEVER);
  if (manifest === undefined) throw new Error("There is no manifest.");
  return manifest;
}

async function changes(manifest: ContextManifest, window: StoredManifests = context.window()) {
  const { changed, unsure, ...rest } = await window.compare(manifest, NEVER);
  const named = (files: typeof changed) =>
    files.map(({ file, kind }) => `${kind} ${path.relative(context.folder, file)}`);
  return { changed: named(changed), unsure: named(unsure), ...rest };
}

function stored(): string[] {
  return readdirSync(path.join(context.stateDir, "manifests"));
}

describe("what is kept", () => {
  test("is what was taken, for every window", async () => {
    const manifest = await take();
    expect([...manifest.files.keys()]).toEqual(["main.txt", "src/one.txt", "src/two.txt"]);
    expect(await context.window().read(manifest.key)).toEqual(manifest);
  });

  test("is one file for all builds of the same content", async () => {
    const first = await take();
    const second = await take();
    expect(second.key).not.toBe(first.key);
    expect(second.startedAt).toBeGreaterThan(first.startedAt);
    expect(stored()).toHaveLength(1);
    expect(await context.window().read(first.key)).toEqual(first);
    expect(await context.window().read(second.key)).toEqual(second);
    context.write({ "src/one.txt": "another" });
    await take();
    expect(stored()).toHaveLength(2);
  });

  test("is left out where it is broken, gone, or no manifest's", async () => {
    const { key } = await take();
    const [name = ""] = stored();
    const file = path.join(context.stateDir, "manifests", name);
    writeFileSync(file, "{}");
    expect(await context.window().read(key)).toBeUndefined();
    rmSync(file);
    expect(await context.window().read(key)).toBeUndefined();
    for (const other of ["", "..", "../../secret", `${key}/x`, `../manifests/${key}`]) {
      expect(await context.window().read(other)).toBeUndefined();
    }
    expect((await take()).files.size).toBe(3);
  });

  test("is bounded: those that were kept longest ago go", async () => {
    await take();
    const [first = ""] = stored();
    const folder = path.join(context.stateDir, "manifests");
    for (let index = 0; index < 510; index++) {
      const file = path.join(folder, `other-${index}.json.gz`);
      writeFileSync(file, "");
      utimesSync(file, index, index);
    }
    writeFileSync(path.join(folder, "left.tmp"), "");
    utimesSync(path.join(folder, "left.tmp"), 1, 1);
    context.write({ "src/one.txt": "another" });
    await take();
    expect(stored()).toHaveLength(500);
    expect(stored()).toContain(first);
    expect(stored()).not.toContain("other-0.json.gz");
    expect(stored()).not.toContain("left.tmp");
  });
});

describe("what is read", () => {
  test("is what was changed since the last manifest of the context, in any window", async () => {
    const window = context.window();
    await take(context.start(), window);
    expect(window.readFiles).toBe(3);
    await take(context.start(), window);
    expect(window.readFiles).toBe(3);
    context.write({ "src/one.txt": "another" });
    const other = context.window();
    await take(context.start(), other);
    expect(other.readFiles).toBe(1);
  });

  test("is what was changed since the build, for a comparison, and once", async () => {
    const manifest = await take();
    context.write({ "src/one.txt": "another" });
    context.start();
    const window = context.window();
    await changes(manifest, window);
    await changes(manifest, window);
    expect(window.readFiles).toBe(1);
    window.changed([context.path("src/one.txt")]);
    expect((await changes(manifest, window)).changed).toEqual(["changed src/one.txt"]);
    expect(window.readFiles).toBe(2);
  });

  test("is read again where it was written in the same moment", async () => {
    const manifest = await take();
    const window = context.window();
    for (let round = 0; round < 50; round++) {
      context.write({ "src/one.txt": round % 2 === 0 ? "eno" : "one" });
      const expected = round % 2 === 0 ? ["changed src/one.txt"] : [];
      expect((await changes(manifest, window)).changed).toEqual(expected);
    }
  });
});

describe("what changed after the start", () => {
  test("has no hash, and is unsure whatever it is now", async () => {
    const startedAt = context.start();
    context.write({ "src/one.txt": "one" });
    const manifest = await take(startedAt);
    expect(manifest.files.get("src/one.txt")).toEqual({ size: 3 });
    expect(manifest.late).toBe(false);
    context.write({ "src/two.txt": "another" });
    expect(await changes(manifest)).toEqual({
      changed: ["changed src/two.txt"],
      unsure: ["changed src/one.txt"],
    });
  });

  test("is found by a second look, which has a key of its own", async () => {
    const window = context.window();
    const startedAt = context.start();
    const first = await take(startedAt, window);
    context.write({ "src/one.txt": "another" });
    const second = await take(startedAt, window);
    expect(second.key).not.toBe(first.key);
    expect((await changes(first)).changed).toEqual(["changed src/one.txt"]);
    expect((await changes(second)).unsure).toEqual(["changed src/one.txt"]);
    expect(window.readFiles).toBe(3);
  });

  test("counts where it may be taken: what came to a folder of which single files are named does not", async () => {
    const startedAt = context.start();
    context.write({ "new.txt": "new" });
    expect((await take(startedAt)).unsure).toEqual([]);
    context.write({ "src/new.txt": "new" });
    expect((await take(startedAt)).unsure).toEqual([context.path("src")]);
    rmSync(context.path("main.txt"));
    expect((await take(startedAt)).unsure).toEqual([context.path("src"), context.path("main.txt")]);
  });

  test("may be the Dockerfile, or the ignore file", async () => {
    const startedAt = context.start();
    context.write({ Dockerfile: "FROM image\nCOPY src /src\n", ".dockerignore": "other.txt\n" });
    const manifest = await take(startedAt);
    expect(manifest.unsure).toEqual([context.path("Dockerfile"), context.path(".dockerignore")]);
    expect(manifest.dockerfileHash).toBeUndefined();
  });

  test("is so by this machine's clock, where another one's is ahead", async () => {
    context.start();
    const manifest = await take(Date.now() + 60_000);
    context.write({ "src/one.txt": "two" });
    expect((await changes(manifest)).changed).toEqual(["changed src/one.txt"]);
  });

  test("long after the start is late", async () => {
    const startedAt = Date.now() - 3_600_000;
    const manifest = await take(startedAt);
    expect(manifest.late).toBe(true);
    expect([...manifest.files.values()].every(({ hash }) => hash === undefined)).toBe(true);
  });
});

describe("other ways to change", () => {
  test("another copy of the project, in the place of this one", async () => {
    const manifest = await take();
    const copy = path.join(context.root, "work", "copy");
    const { folder } = context;
    mkdirSync(path.join(copy, "src"), { recursive: true });
    for (const [name, text] of [
      ["Dockerfile", "FROM image\nCOPY src /src\nCOPY main.txt /\n"],
      ["main.txt", "main"],
      ["src/one.txt", "eno"],
      ["src/two.txt", "two"],
    ] as const) {
      writeFileSync(path.join(copy, name), text);
    }
    const between = await take();
    renameSync(folder, path.join(context.root, "work", "old"));
    renameSync(copy, folder);
    context.write({ "new.txt": "new" });
    for (const each of [manifest, between]) {
      expect((await changes(each)).changed).toEqual(["changed src/one.txt"]);
    }
  });

  test("a Dockerfile that says something else is told, once", async () => {
    context.write({ Dockerfile: "FROM image\nCOPY . /app\n" });
    const manifest = await take();
    context.write({ Dockerfile: "# A comment.\nFROM image\nCOPY . /app\n" });
    expect(await changes(manifest)).toEqual({ changed: ["changed Dockerfile"], unsure: [] });
    context.write({ Dockerfile: "FROM image\nCOPY . /app\nRUN a\n" });
    expect(await changes(manifest)).toEqual({
      changed: ["changed Dockerfile"],
      unsure: [],
      dockerfileChanged: true,
    });
  });

  test("what git notes for itself is no code", async () => {
    context.write({ Dockerfile: "FROM image\nCOPY . /app\n", ".git/index": "1" });
    const manifest = await take();
    context.write({ ".git/index": "2", ".git/new": "" });
    expect(await changes(manifest)).toEqual({ changed: [], unsure: [] });
  });
});

describe("what can't be looked at", () => {
  test("no folder, and an ignore file that Docker can't read", async () => {
    const manifest = await take();
    context.write({ ".dockerignore": "[a\n" });
    expect(await context.window().take(context.source, context.start(), NEVER)).toBeUndefined();
    expect((await changes(manifest)).incomplete).toContain("Docker can't read");
    rmSync(context.folder, { recursive: true });
    expect(await context.window().take(context.source, context.start(), NEVER)).toBeUndefined();
    expect((await changes(manifest)).incomplete).toContain("can't be read");
  });

  test("more files than are looked at: what is known is said, and that it is not all", async () => {
    const limits = { files: 2 };
    const manifest = await take(context.start(), context.window({ limits }));
    expect(manifest.files.size).toBe(2);
    expect(manifest.incomplete).toBe("it has more than 2 files");
    expect(await changes(manifest)).toEqual({
      changed: [],
      unsure: [],
      incomplete: "it has more than 2 files",
    });
    context.write({ "src/one.txt": "another" });
    expect((await changes(manifest)).changed).toEqual(["changed src/one.txt"]);
    const whole = await take();
    expect((await changes(whole, context.window({ limits }))).changed).toEqual([]);
  });

  test("too long a time, and folders that are too deep", async () => {
    expect((await take(context.start(), context.window({ limits: { time: -1 } }))).incomplete).toContain(
      "takes longer",
    );
    expect((await take(context.start(), context.window({ limits: { depth: 0 } }))).incomplete).toContain(
      "more than 0 deep",
    );
  });

  test("it rejects as its signal aborts", async () => {
    const manifest = await take();
    const signal = AbortSignal.abort();
    await expect(context.window().take(context.source, Date.now(), signal)).rejects.toThrow("abort");
    await expect(context.window().compare(manifest, signal)).rejects.toThrow("abort");
    await expect(context.window().touchedSince(context.source, 0, signal)).rejects.toThrow("abort");
  });
});

test("files differ between two manifests that came, went, or hold something else", async () => {
  const before = await take();
  context.write({ "src/one.txt": "another", "src/new.txt": "new" });
  rmSync(context.path("main.txt"));
  const after = await take();
  expect(await context.window().between(before.key, after.key)).toEqual([
    "main.txt",
    "src/new.txt",
    "src/one.txt",
  ]);
  expect(await context.window().between(before.key, before.key)).toEqual([]);
  expect(await context.window().between(before.key, "gone")).toBeUndefined();
});
