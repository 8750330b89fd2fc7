import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launchers } from "../../../../src/host/terminal/launchers.ts";
import { writeLaunchers } from "../../../../src/host/terminal/writeLaunchers.ts";

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), `devloop it's "here" $HOME %PATH% `));
});

afterEach(() => rm(folder, { recursive: true }));

/** Says how it was called, as JSON. */
const CLI = `console.log(JSON.stringify({
  args: process.argv.slice(2), node: process.execPath, electron: process.env.ELECTRON_RUN_AS_NODE ?? null,
}));`;

async function script(node: string): Promise<string> {
  const cli = path.join(folder, "cli.mjs");
  await writeFile(cli, CLI);
  const bin = path.join(folder, "global storage", "bin");
  await writeLaunchers(bin, launchers({ node, cli }, {}));
  return path.join(bin, "devloop");
}

const noPosixShell = process.platform === "win32";

describe("the script for POSIX shells", () => {
  it.skipIf(noPosixShell)(
    "runs the CLI with the editor's own Node and all arguments, whatever the paths are like",
    async () => {
      const own = path.join(folder, "the editor's own");
      await writeFile(own, `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
      await chmod(own, 0o755);
      const args = ["status", "--json", "a b", "", "it's", '"$HOME"', "*"];
      const { stdout } = await run(await script(own), args);
      expect(JSON.parse(stdout)).toEqual({ args, node: process.execPath, electron: "1" });
    },
  );

  it.skipIf(noPosixShell)("falls back to the Node of the PATH", async () => {
    const bin = path.join(folder, "bin");
    await mkdir(bin);
    await writeFile(path.join(bin, "node"), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
    await chmod(path.join(bin, "node"), 0o755);
    const env = { PATH: `${bin}:${process.env["PATH"]}` };
    const { stdout } = await run(await script(path.join(folder, "gone")), ["--version"], { env });
    expect(JSON.parse(stdout)).toEqual({ args: ["--version"], node: process.execPath, electron: null });
  });

  it.skipIf(noPosixShell)("passes the exit code on", async () => {
    const file = await script(process.execPath);
    await writeFile(path.join(folder, "cli.mjs"), "process.exit(3);");
    await expect(run(file)).rejects.toMatchObject({ code: 3 });
  });
});

describe("the script for Windows", () => {
  it("names programs by the variable of their folder, and percent signs twice", () => {
    const programs = {
      node: String.raw`C:\Users\Zoë\AppData\Local\Programs\Microsoft VS Code\Code.exe`,
      cli: String.raw`D:\100% mine\devloop\dist\cli.js`,
    };
    const env = {
      LOCALAPPDATA: String.raw`c:\users\Zoë\AppData\Local`,
      USERPROFILE: String.raw`C:\Users\Zoë`,
    };
    const text = launchers(programs, env).find(({ name }) => name === "devloop.cmd")?.text;
    expect(text?.split("\r\n")).toEqual([
      "@echo off",
      "rem Written by Dev Loop for the editor's terminals; it is written anew when a window opens.",
      "setlocal DisableDelayedExpansion",
      String.raw`if not exist "%LOCALAPPDATA%\Programs\Microsoft VS Code\Code.exe" goto node`,
      'set "ELECTRON_RUN_AS_NODE=1"',
      String.raw`"%LOCALAPPDATA%\Programs\Microsoft VS Code\Code.exe" "D:\100%% mine\devloop\dist\cli.js" %*`,
      "exit /b %ERRORLEVEL%",
      ":node",
      String.raw`node "D:\100%% mine\devloop\dist\cli.js" %*`,
      "exit /b %ERRORLEVEL%",
      "",
    ]);
  });
});

describe("writing them", () => {
  const one = [{ name: "devloop", text: "one" }];

  it("makes executable files, and leaves nothing else behind", async () => {
    const bin = path.join(folder, "bin");
    await writeLaunchers(bin, one);
    expect(await readdir(bin)).toEqual(["devloop"]);
    if (process.platform !== "win32") {
      expect((await stat(path.join(bin, "devloop"))).mode & 0o777).toBe(0o755);
    }
  });

  it("writes only what is different, by putting a new file in the place of the old", async () => {
    const file = path.join(folder, "devloop");
    await writeLaunchers(folder, one);
    const { ino } = await stat(file);
    await writeLaunchers(folder, one);
    expect((await stat(file)).ino).toBe(ino);
    await writeLaunchers(folder, [{ name: "devloop", text: "two" }]);
    expect(await readFile(file, "utf8")).toBe("two");
    expect((await stat(file)).ino).not.toBe(ino);
  });

  it.skipIf(noPosixShell)("makes a file executable that somebody took that from", async () => {
    await writeLaunchers(folder, one);
    await chmod(path.join(folder, "devloop"), 0o644);
    await writeLaunchers(folder, one);
    expect((await stat(path.join(folder, "devloop"))).mode & 0o777).toBe(0o755);
  });

  it("rejects, and leaves nothing behind, where it can't", async () => {
    await mkdir(path.join(folder, "devloop", "taken"), { recursive: true });
    await expect(writeLaunchers(folder, one)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["devloop"]);
  });
});
