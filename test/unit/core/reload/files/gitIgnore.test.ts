import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GitIgnore } from "../../../../../src/core/reload/files/gitIgnore.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "devloop-ignore-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

/** The file that leaves it out, below the root. */
function by(name: string): string | undefined {
  const file = new GitIgnore().ignoredBy(path.join(root, name));
  return file && path.relative(root, file);
}

test("the files of the folders from the repository's root down count, the deepest first", () => {
  write(".git/info/exclude", "excluded\n");
  write(".gitignore", "*.gen.rs\n/only-here\nsub/\n!kept.gen.rs\n");
  write("crate/.gitignore", "!*.gen.rs\n");
  write("crate/.ignore", "local\n");
  expect(by("a.gen.rs")).toBe(".gitignore");
  expect(by("kept.gen.rs")).toBeUndefined();
  expect(by("crate/a.gen.rs")).toBeUndefined();
  expect(by("crate/local/x/y.rs")).toBe("crate/.ignore");
  expect(by("only-here/a.rs")).toBe(".gitignore");
  expect(by("x/only-here/a.rs")).toBeUndefined();
  expect(by("x/excluded/a.rs")).toBe(".git/info/exclude");
  expect(by("src/main.rs")).toBeUndefined();
});

test("what is in a folder that is left out can't be taken in again", () => {
  write(".git/HEAD", "");
  write(".gitignore", "out/\n");
  write("out/.gitignore", "!*\n");
  expect(by("out/a.rs")).toBe(".gitignore");
});

test("a repository within another one is its own", () => {
  write(".git/HEAD", "");
  write(".gitignore", "*.rs\n");
  // A worktree, or a submodule.
  write("inner/.git", "gitdir: ../x\n");
  expect(by("inner/a.rs")).toBeUndefined();
  expect(by("a.rs")).toBe(".gitignore");
});

test("letters count as they are written, and what can't be read leaves nothing out", () => {
  write(".git/HEAD", "");
  write(".gitignore", "Gen\n");
  mkdirSync(path.join(root, "sub/.gitignore"), { recursive: true });
  expect(by("gen/a.rs")).toBeUndefined();
  expect(by("sub/a.rs")).toBeUndefined();
});

test("what was read once counts until all is asked anew", () => {
  write(".git/HEAD", "");
  const ignore = new GitIgnore();
  expect(ignore.ignoredBy(path.join(root, "a.rs"))).toBeUndefined();
  write(".gitignore", "a.rs\n");
  expect(ignore.ignoredBy(path.join(root, "a.rs"))).toBeUndefined();
  expect(new GitIgnore().ignoredBy(path.join(root, "a.rs"))).toBe(path.join(root, ".gitignore"));
});
