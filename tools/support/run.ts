import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface RunOptions {
  cwd?: string;
  /** The whole environment, not additions to it. */
  env?: NodeJS.ProcessEnv;
  /** Aborting ends the program (SIGTERM, SIGKILL after 5 s) and rejects. */
  signal?: AbortSignal;
  /** Ends the program like an abort, with a message that says so. */
  timeoutMs?: number;
  /** Every line of stdout and stderr as it comes. */
  onLine?: (line: string) => void;
  /** Written to stdin, which is empty otherwise. */
  input?: string;
}

export interface RunResult {
  stdout: string;
  stderr: string;
}

const linesInMessage = 15;
const killAfterMs = 5_000;

/**
 * Runs a program with an argument array, never through a shell, and collects what it prints.
 * A program that cannot be started or does not exit with 0 is an Error that shows the command and its last lines.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { cwd, env, signal, timeoutMs, onLine, input } = options;
  const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
  const limit = AbortSignal.any(limits.filter((each) => each !== undefined));
  limit.throwIfAborted();
  const child = spawn(command, args, {
    ...(cwd && { cwd }),
    ...(env && { env }),
    stdio: ["pipe", "pipe", "pipe"],
  });

  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill("SIGTERM");
    killer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  };
  limit.addEventListener("abort", end, { once: true });
  // A program that ends without reading its input is no fault of ours.
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");

  const last: string[] = [];
  const noteLine = (line: string): void => {
    last.push(line);
    if (last.length > linesInMessage) last.shift();
    onLine?.(line);
  };
  const texts = Promise.all([collect(child.stdout, noteLine), collect(child.stderr, noteLine)]);
  try {
    const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode, exitSignal) => resolve(exitCode ?? exitSignal));
    });
    const [stdout, stderr] = await texts;
    if (signal?.aborted) throw new Error(`${shown(command, args)}: cancelled`);
    if (limit.aborted)
      throw new Error([`${shown(command, args)}: not finished after ${timeoutMs} ms`, ...last].join("\n"));
    if (code !== 0) throw new Error([`${shown(command, args)}: ended with ${code}`, ...last].join("\n"));
    return { stdout, stderr };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error(`${shown(command, args)}: there is no such program on the PATH`);
    }
    throw error;
  } finally {
    limit.removeEventListener("abort", end);
    clearTimeout(killer);
  }
}

async function collect(stream: Readable, onLine: (line: string) => void): Promise<string> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
  });
  for await (const line of lines) onLine(line);
  return text;
}

function shown(command: string, args: readonly string[]): string {
  return [command, ...args]
    .map((each) => (/[\s"']/.test(each) || each === "" ? JSON.stringify(each) : each))
    .join(" ");
}
