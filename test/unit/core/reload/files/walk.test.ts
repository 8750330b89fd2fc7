import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type WalkOptions, walk } from "../../../../../src/core/reload/files/walk.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "devloop-walk-"));
  for (const name of ["a.rs", "src/b.rs", "src/deep/er/c.rs", "src/notes.md", "skipped/d.rs"]) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), "");
  }
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function found(options: Partial<WalkOptions> = {}) {
  const { files, incomplete } = await walk({
    roots: [root],
    wants: (file) => file.endsWith(".rs"),
    enters: (name) => name !== "skipped",
    limits: { files: 100, time: 60_000, depth: 10 },
    now: () => Date.now(),
    signal: new AbortController().signal,
    ...options,
  });
  return { files: [...files.keys()].map((file) => path.relative(root, file)).sort(), incomplete };
}

test("finds what is wanted, once, and does not follow links", async () => {
  symlinkSync(path.join(root, "src"), path.join(root, "link"));
  symlinkSync(path.join(root, "a.rs"), path.join(root, "e.rs"));
  const roots = [root, path.join(root, "src"), path.join(root, "gone")];
  expect(await found({ roots })).toEqual({
    files: ["a.rs", "src/b.rs", "src/deep/er/c.rs"],
    incomplete: undefined,
  });
});

test("a root may be a file", async () => {
  expect((await found({ roots: [path.join(root, "src/notes.md")] })).files).toEqual(["src/notes.md"]);
});

test("stops at its limits, and says so", async () => {
  const limits = { files: 100, time: 60_000, depth: 10 };
  const few = await found({ limits: { ...limits, files: 2 } });
  expect(few.files).toHaveLength(2);
  expect(few.incomplete).toContain("more than 2 files");
  expect(await found({ limits: { ...limits, depth: 1 } })).toEqual({
    files: ["a.rs", "src/b.rs"],
    incomplete: "its folders are more than 1 deep",
  });
  let asked = 0;
  const slow = await found({ limits: { ...limits, time: 1_000 }, now: () => 600 * asked++ });
  expect(slow.incomplete).toContain("longer than 1 s");
});

test("rejects as its signal aborts", async () => {
  await expect(found({ signal: AbortSignal.abort() })).rejects.toThrow("abort");
});
