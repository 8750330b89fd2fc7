import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProgram } from "../../../../src/core/base/which.ts";

describe.skipIf(process.platform === "win32")("findProgram on POSIX", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "devloop-which-"));
    await mkdir(path.join(folder, "first"));
    await mkdir(path.join(folder, "second"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function program(...parts: string[]): Promise<string> {
    const file = path.join(folder, ...parts);
    await writeFile(file, "#!/bin/sh\n");
    await chmod(file, 0o755);
    return file;
  }

  const find = (entries: readonly string[]) => findProgram("tool", { PATH: entries.join(":") }, "linux");

  it("takes the first folder of PATH that has the program", async () => {
    const first = await program("first", "tool");
    await program("second", "tool");
    expect(await find([path.join(folder, "first"), path.join(folder, "second")])).toBe(first);
  });

  it("passes over folders and files that can't be executed", async () => {
    await mkdir(path.join(folder, "first", "tool"));
    const second = await program("second", "tool");
    expect(await find([path.join(folder, "first"), path.join(folder, "second")])).toBe(second);
    await chmod(second, 0o644);
    expect(await find([path.join(folder, "first"), path.join(folder, "second")])).toBeUndefined();
  });

  it("looks neither in the current folder nor in relative entries of PATH", async () => {
    await program("first", "tool");
    const relative = path.relative(process.cwd(), path.join(folder, "first"));
    expect(await find(["", ".", relative])).toBeUndefined();
  });

  it("finds nothing without PATH, and no name with a folder in it", async () => {
    await program("first", "tool");
    expect(await findProgram("tool", {}, "linux")).toBeUndefined();
    expect(await findProgram("first/tool", { PATH: folder }, "linux")).toBeUndefined();
  });
});

describe("findProgram on Windows", () => {
  const env = { Path: '"C:\\Program Files\\Docker";relative;\\rooted;D:\\tools', PATHEXT: ".BAT;.CMD;.EXE" };

  async function lookedAt(name: string): Promise<string[]> {
    const seen: string[] = [];
    await findProgram(name, env, "win32", async (file) => {
      seen.push(file);
      return false;
    });
    return seen;
  }

  it("adds the extensions that start without a shell, in absolute folders only", async () => {
    expect(await lookedAt("docker")).toEqual([
      "C:\\Program Files\\Docker\\docker.exe",
      "D:\\tools\\docker.exe",
    ]);
  });

  it("takes a name with its extension as it is", async () => {
    expect(await lookedAt("docker.exe")).toEqual([
      "C:\\Program Files\\Docker\\docker.exe",
      "D:\\tools\\docker.exe",
    ]);
  });
});
