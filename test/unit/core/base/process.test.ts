import { readFileSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcessRunner, type RunOptions, UntrustedError } from "../../../../src/core/base/process.ts";
import type { Grace } from "../../../../src/core/base/processEnd.ts";

/** Long enough that a test which should not need the next signal would time out if it did. */
const PATIENT: Grace = { interrupt: 60_000, terminate: 60_000, kill: 60_000 };
const posix = process.platform !== "win32";

let folder: string;
let log: string[];
let trusted: boolean;
let runner: ProcessRunner;

function makeRunner(grace: Grace = PATIENT): ProcessRunner {
  const logger = {
    debug() {},
    info: (text: string) => void log.push(text),
    warn: (text: string) => void log.push(text),
    error: (text: string) => void log.push(text),
  };
  return new ProcessRunner({ trusted: () => trusted, env: process.env, logger, grace });
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "devloop-process-"));
  log = [];
  trusted = true;
  runner = makeRunner();
});

afterEach(async () => {
  runner.dispose();
  await runner.ended();
  await rm(folder, { recursive: true });
});

/** Runs a script in a Node process of its own. */
function node(script: string, more: Partial<RunOptions> = {}): RunOptions {
  return { program: process.execPath, args: ["-e", script], cwd: folder, limit: 10_000, ...more };
}

/** Aborts once the script has printed `ready`; the rest of that line is kept. */
function abortWhenReady() {
  const abort = new AbortController();
  let output = "";
  return {
    signal: abort.signal,
    output: () => output,
    onOutput: (text: string) => {
      output += text;
      if (/ready.*\n/.test(output)) abort.abort();
    },
  };
}

/** A zombie is not alive: who reaps it, and when, is up to the machine's init. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

describe("a run", () => {
  it("tells exit code and both streams apart", async () => {
    const result = await runner.run(node("console.log('out'); console.error('err'); process.exitCode = 3"));
    expect(result).toEqual({ cancelled: false, exitCode: 3, stdout: "out\n", stderr: "err\n", dropped: 0 });
  });

  it("keeps the end of a huge output and says how much is missing, while the reader gets all of it", async () => {
    let length = 0;
    const script = "process.stdout.write('x'.repeat(5_000_000) + 'end')";
    const result = await runner.run(
      node(script, {
        limit: 100,
        onOutput: (text) => {
          length += text.length;
        },
      }),
    );
    expect(result.stdout).toBe(`${"x".repeat(97)}end`);
    expect(result.dropped).toBe(4_999_903);
    expect(length).toBe(5_000_003);
  });

  it("passes arguments as they are, without a shell", async () => {
    const args = ["$HOME; echo `id`", "*", "a b", ""];
    const result = await runner.run(
      node("", { args: ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...args] }),
    );
    expect(JSON.parse(result.stdout)).toEqual(args);
  });

  it("gives input, and variables over its own; undefined takes one away", async () => {
    const script =
      "process.stdin.pipe(process.stdout); process.stdin.on('end', () => console.log(process.env.A, process.env.HOME))";
    const result = await runner.run(node(script, { input: "in:", env: { A: "1", HOME: undefined } }));
    expect(result.stdout).toBe("in:1 undefined\n");
  });

  it("tells it its own folder, not ours", async () => {
    const script = "console.log(process.env.PWD === process.cwd() || process.env.PWD)";
    const cwd = await realpath(folder);
    expect((await runner.run(node(script, { cwd }))).stdout).toBe("true\n");
  });

  it("does not wait for a child left behind that holds the pipes open", async () => {
    const script = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"],
        { stdio: "inherit", detached: true });
      console.log(child.pid);
      child.unref();`;
    const result = await runner.run(node(script));
    const left = Number(result.stdout);
    expect(result.exitCode).toBe(0);
    expect(isAlive(left)).toBe(true);
    process.kill(left, "SIGKILL");
  });

  it("rejects with the reader's error once the process has ended", async () => {
    let pid = 0;
    const run = runner.run(
      node("console.log(process.pid); setInterval(() => {}, 1000)", {
        onOutput: (text) => {
          pid = Number(text);
          throw new Error("reader");
        },
      }),
    );
    await expect(run).rejects.toThrow("reader");
    expect(isAlive(pid)).toBe(false);
  });

  it("says which folder or program is missing", async () => {
    await expect(runner.run(node("", { cwd: path.join(folder, "gone") }))).rejects.toThrow(
      /could not be started: the folder .*gone does not exist/,
    );
    await expect(runner.run(node("", { program: path.join(folder, "nothing") }))).rejects.toThrow(
      /nothing could not be started: .*ENOENT/,
    );
    await expect(runner.run(node("", { program: "node" }))).rejects.toThrow("Not an absolute path");
  });

  it("writes command line and exit code to the log, secrets hidden", async () => {
    await runner.run(node("process.exitCode = 4", { args: ["-e", "process.exitCode = 4", "TOKEN=abc def"] }));
    expect(log.join("\n")).toContain("TOKEN=***");
    expect(log.join("\n")).toContain("with code 4");
    expect(log.join("\n")).not.toContain("abc");
  });
});

describe("trust", () => {
  it("starts nothing while the workspace is not trusted, and asks each time", async () => {
    trusted = false;
    const script = `require("node:fs").writeFileSync("started", "yes")`;
    await expect(runner.run(node(script))).rejects.toThrow(UntrustedError);
    await expect(readFile(path.join(folder, "started"))).rejects.toThrow("ENOENT");
    expect(log).toEqual([]);
    trusted = true;
    await runner.run(node(script));
    expect(await readFile(path.join(folder, "started"), "utf8")).toBe("yes");
  });
});

describe.runIf(posix)("cancelling", () => {
  it("asks with SIGINT first and waits for what the process still does", async () => {
    const ready = abortWhenReady();
    const script = `
      process.on("SIGINT", () => { console.log("cleaned up"); process.exit(130); });
      setInterval(() => {}, 1000); console.log("ready");`;
    const result = await runner.run(node(script, ready));
    expect(result).toMatchObject({ cancelled: true, exitCode: 130 });
    expect(result.stdout).toContain("cleaned up");
  });

  it("goes on to SIGTERM for a process that ignores SIGINT", async () => {
    runner = makeRunner({ ...PATIENT, interrupt: 50 });
    const script = `process.on("SIGINT", () => {}); setInterval(() => {}, 1000); console.log("ready");`;
    expect(await runner.run(node(script, abortWhenReady()))).toMatchObject({
      cancelled: true,
      signal: "SIGTERM",
    });
  });

  it("kills a process that ignores both, with its children", async () => {
    runner = makeRunner({ ...PATIENT, interrupt: 50, terminate: 50 });
    const deaf = `process.on("SIGINT", () => {}); process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
    const script = `${deaf}
      const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(`${deaf} console.log("up")`)}],
        { stdio: ["ignore", "pipe", "inherit"] });
      child.stdout.once("data", () => console.log("ready", child.pid));`;
    const ready = abortWhenReady();
    const result = await runner.run(node(script, ready));
    expect(result).toMatchObject({ cancelled: true, signal: "SIGKILL" });
    expect(isAlive(Number(/ready (\d+)/.exec(ready.output())?.[1]))).toBe(false);
  });

  it("kills children that have left the process group", async () => {
    runner = makeRunner({ ...PATIENT, interrupt: 50, terminate: 50 });
    const deaf = `process.on("SIGINT", () => {}); process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
    const script = `${deaf}
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log(1)"],
        { stdio: ["ignore", "pipe", "inherit"], detached: true });
      child.stdout.once("data", () => console.log("ready", child.pid));`;
    const ready = abortWhenReady();
    await runner.run(node(script, ready));
    const child = Number(/ready (\d+)/.exec(ready.output())?.[1]);
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it("resolves only when a child that outlives its parent has ended too", async () => {
    const slow = `process.on("SIGINT", () => setTimeout(() => process.exit(), 200)); setInterval(() => {}, 1000); console.log("up")`;
    const script = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(slow)}],
        { stdio: ["ignore", "pipe", "ignore"] });
      child.stdout.once("data", () => console.log("ready", child.pid));
      process.on("SIGINT", () => process.exit(130));
      setInterval(() => {}, 1000);`;
    const ready = abortWhenReady();
    const result = await runner.run(node(script, ready));
    expect(result).toMatchObject({ cancelled: true, exitCode: 130 });
    expect(isAlive(Number(/ready (\d+)/.exec(ready.output())?.[1]))).toBe(false);
  });

  it("starts nothing where the signal has aborted before", async () => {
    const result = await runner.run(node("", { signal: AbortSignal.abort() }));
    expect(result).toEqual({ cancelled: true, stdout: "", stderr: "", dropped: 0 });
    expect(log).toEqual([]);
  });
});

describe.runIf(posix)("disposing", () => {
  it("ends what runs, says when, and starts nothing more", async () => {
    const pids: number[] = [];
    const up = Promise.withResolvers<void>();
    const run = () =>
      runner.run(
        node("console.log(process.pid); setInterval(() => {}, 1000)", {
          onOutput: (text) => {
            pids.push(Number(text));
            if (pids.length === 2) up.resolve();
          },
        }),
      );
    const runs = [run(), run()];
    await up.promise;
    runner.dispose();
    await runner.ended();
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect((await Promise.all(runs)).map((result) => result.cancelled)).toEqual([true, true]);
    await expect(runner.run(node(""))).rejects.toThrow("being stopped");
  });
});
