import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import { ProcessRunner, type RunOptions } from "../../../../../src/core/base/process.ts";
import { findProgram } from "../../../../../src/core/base/which.ts";
import { commitOf, headOf } from "../../../../../src/core/build/info/git.ts";

const execute = promisify(execFile);
const IDENTITY = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];

let folder: string;
let runner: ProcessRunner;
let trusted: boolean;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-git-")));
  trusted = true;
  runner = new ProcessRunner({ trusted: () => trusted, env: process.env, logger: SILENT });
});

afterEach(async () => {
  runner.dispose();
  await runner.ended();
  await rm(folder, { recursive: true, force: true });
});

const git = () => findProgram("git", process.env, process.platform);
const signal = () => new AbortController().signal;

function head(where = folder, ports: Partial<Parameters<typeof headOf>[1]> = {}) {
  return headOf(where, { runner, git, ...ports }, signal());
}

async function run(args: readonly string[], cwd = folder): Promise<string> {
  const { stdout } = await execute("git", [...IDENTITY, ...args], { cwd });
  return stdout.trim();
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}

async function commit(message = "x"): Promise<string> {
  await run(["add", "."]);
  await run(["commit", "--quiet", "--allow-empty", "-m", message]);
  return run(["rev-parse", "HEAD"]);
}

async function repository(): Promise<string> {
  await run(["init", "--quiet", "--initial-branch=main"]);
  await write("app/main.rs", "fn main() {}");
  await write("other/readme", "hello");
  return commit();
}

describe("the commit that a folder is at", () => {
  test("is clean right after it, dirty after a change of a file or a new one", async () => {
    const id = await repository();
    expect(await head()).toEqual({ commit: id, dirty: false });
    await write("app/main.rs", "fn main() { }");
    expect(await head()).toEqual({ commit: id, dirty: true });
    await write("app/main.rs", "fn main() {}");
    expect(await head()).toEqual({ commit: id, dirty: false });
    await write("app/new.rs", "");
    expect(await head()).toEqual({ commit: id, dirty: true });
  });

  test("is dirty by what is staged, and by what is gone", async () => {
    const id = await repository();
    await run(["mv", "app/main.rs", "app/lib.rs"]);
    expect(await head(path.join(folder, "app"))).toEqual({ commit: id, dirty: true });
    await run(["reset", "--quiet", "--hard"]);
    await rm(path.join(folder, "app/main.rs"));
    expect(await head(path.join(folder, "app"))).toEqual({ commit: id, dirty: true });
  });

  test("only what is in the folder counts", async () => {
    const id = await repository();
    await write("other/readme", "changed");
    expect(await head(path.join(folder, "app"))).toEqual({ commit: id, dirty: false });
    expect(await head(path.join(folder, "other"))).toEqual({ commit: id, dirty: true });
  });

  test("what is ignored does not count, and a folder that is ignored has no commit", async () => {
    await repository();
    await write(".gitignore", "out/\n*.log\n");
    const id = await commit();
    await write("app/x.log", "");
    await write("out/deep/file", "");
    expect(await head()).toEqual({ commit: id, dirty: false });
    expect(await head(path.join(folder, "out"))).toBeUndefined();
    expect(await head(path.join(folder, "out/deep"))).toBeUndefined();
  });

  test("thousands of new files are read to the end", async () => {
    const id = await repository();
    await run(["config", "status.showUntrackedFiles", "no"]);
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => write(`app/new-${index}`, "")));
    expect(await head(path.join(folder, "app"))).toEqual({ commit: id, dirty: true });
  });

  test("is known of a detached head, and of a worktree", async () => {
    const first = await repository();
    await write("app/main.rs", "second");
    const second = await commit();
    await run(["worktree", "add", "--quiet", "--detach", path.join(folder, "tree"), first]);
    expect(await head(path.join(folder, "tree/app"))).toEqual({ commit: first, dirty: false });
    await run(["checkout", "--quiet", "--detach", second]);
    expect(await head(path.join(folder, "app"))).toEqual({ commit: second, dirty: false });
  });

  test("is unknown without a repository, a commit, a folder, git or trust", async () => {
    expect(await head()).toBeUndefined();
    await run(["init", "--quiet"]);
    await write("file", "");
    await run(["add", "."]);
    expect(await head()).toBeUndefined();
    await commit();
    expect(await head()).toBeDefined();
    expect(await head(path.join(folder, "nowhere"))).toBeUndefined();
    expect(await head(folder, { git: async () => undefined })).toBeUndefined();
    trusted = false;
    expect(await head()).toBeUndefined();
  });

  test("is unknown where the repository is broken", async () => {
    await repository();
    await write(".git/HEAD", "nonsense");
    expect(await head()).toBeUndefined();
  });

  test("the environment of another repository's hook does not count", async () => {
    const id = await repository();
    const env = { ...process.env, GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere/index", GIT_WORK_TREE: "/" };
    const hooked = new ProcessRunner({ trusted: () => true, env, logger: SILENT });
    expect(await head(folder, { runner: hooked })).toEqual({ commit: id, dirty: false });
    hooked.dispose();
    await hooked.ended();
  });

  test("is unknown where the repository is somebody else's", async () => {
    await repository();
    const nothing = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const env = { ...process.env, ...nothing, GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    const other = new ProcessRunner({ trusted: () => true, env, logger: SILENT });
    expect(await head(folder, { runner: other })).toBeUndefined();
    other.dispose();
    await other.ended();
  });

  test("neither hooks nor a file monitor are run, and nothing is written", async () => {
    await repository();
    const script = `#!/bin/sh\ntouch ${path.join(folder, "ran")}\n`;
    for (const hook of ["post-index-change", "fsmonitor"]) {
      await write(`.git/hooks/${hook}`, script);
      await execute("chmod", ["+x", path.join(folder, ".git/hooks", hook)]);
    }
    await run(["config", "core.fsmonitor", path.join(folder, ".git/hooks/fsmonitor")]);
    // The times are others, the content is not: Git would write down that it has looked.
    await execute("touch", ["-d", "2001-01-01", path.join(folder, "app/main.rs")]);
    const before = await execute("sha256sum", [path.join(folder, ".git/index")]);
    expect(await head()).toMatchObject({ dirty: false });
    expect(await execute("sha256sum", [path.join(folder, ".git/index")])).toEqual(before);
  });

  test("ends with the signal", async () => {
    await repository();
    const abort = new AbortController();
    abort.abort();
    expect(await headOf(folder, { runner, git }, abort.signal)).toBeUndefined();
  });

  test("is asked with an argument array, without prompts", async () => {
    const runs: RunOptions[] = [];
    const fake = {
      run: async (options: RunOptions) => {
        runs.push(options);
        return {
          cancelled: false,
          exitCode: 128,
          stdout: "",
          stderr: "fatal: detected dubious ownership",
          dropped: 0,
        };
      },
    };
    expect(await head(folder, { runner: fake, git: async () => "/usr/bin/git" })).toBeUndefined();
    expect(runs).toMatchObject([{ program: "/usr/bin/git", cwd: folder, env: { GIT_TERMINAL_PROMPT: "0" } }]);
    expect(runs[0]?.args.slice(-2)).toEqual(["--", "."]);
  });
});

describe("a commit by its first digits", () => {
  test("is found in full, and only one that the repository has", async () => {
    const first = await repository();
    await write("app/main.rs", "second");
    await commit();
    const find = (name: string) => commitOf(folder, name, { runner, git }, signal());
    expect(await find(first)).toBe(first);
    expect(await find(first.slice(0, 8))).toBe(first);
    expect(await find(first.slice(0, 8).toUpperCase())).toBe(first);
    expect(await find("0123456789abcdef0123456789abcdef01234567")).toBeUndefined();
    // Another object's id is none of a commit's.
    expect(await find(await run(["rev-parse", "HEAD:app/main.rs"]))).toBeUndefined();
    await run(["branch", "abcdef0"]);
    expect(await find("abcdef0")).toBeUndefined();
  });
});
