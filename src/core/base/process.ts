import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Disposable } from "../../shared/disposable.ts";
import type { Logger } from "./logger.ts";
import { endTree, GRACE, type Grace, HURRY } from "./processEnd.ts";
import { Pump, Tail } from "./processOutput.ts";
import { commandText } from "./redact.ts";
import type { Env } from "./which.ts";

export interface RunnerOptions {
  /** Asked before every start: while it says no, nothing is started. */
  readonly trusted: () => boolean;
  /** What every process gets; a run's own `env` goes over it. */
  readonly env: Env;
  readonly logger: Logger;
  readonly grace?: Grace;
  readonly platform?: NodeJS.Platform;
}

export interface RunOptions {
  /** Absolute: PATH is looked up by `findProgram`, where the current folder does not count. */
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Over the runner's own; `undefined` takes a variable away. */
  readonly env?: Env;
  /** Ends the process; the run then resolves as `cancelled` once nothing of it is left. */
  readonly signal?: AbortSignal;
  /** Each piece of text as it comes; while a promise is pending the process waits. */
  readonly onOutput?: (text: string, stream: "stdout" | "stderr") => void | Promise<void>;
  readonly input?: string;
  /**
   * Takes over the process's input and output as bytes, in place of `input` and `onOutput`, before any of it was read.
   * Whoever takes them ends them; what the result keeps is standard error alone.
   */
  readonly pipes?: (input: Writable, output: Readable) => void;
  /** In place of the runner's. */
  readonly grace?: Grace;
  /** How many characters of each stream are kept, the last ones. */
  readonly limit: number;
}

export interface RunResult {
  readonly cancelled: boolean;
  /** Absent where a signal ended it, or where it was cancelled before it began. */
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
  /** How many characters of both streams are missing in front, beyond `limit`. */
  readonly dropped: number;
}

/** The workspace is not trusted, so no program may be started for it. */
export class UntrustedError extends Error {
  constructor() {
    super("This workspace is not trusted: Dev Loop starts no programs in it.");
    this.name = "UntrustedError";
  }
}

/** How long a pipe may stay silent after its process has ended: a child left behind may hold it open for ever. */
const DRAIN_MS = 500;

/** The one place where the core starts programs: by argument array, never through a shell, each with its end. */
export class ProcessRunner implements Disposable {
  readonly #options: RunnerOptions;
  readonly #running = new Set<{ readonly end: () => void; readonly ended: Promise<unknown> }>();
  #disposed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a program to its end. Rejects with {@link UntrustedError}, or where it can't be started; that it fails
   * is a result.
   */
  async run(options: RunOptions): Promise<RunResult> {
    if (!this.#options.trusted()) throw new UntrustedError();
    if (this.#disposed) throw new Error("Dev Loop is being stopped: no more programs are started.");
    if (!path.isAbsolute(options.program)) throw new Error(`Not an absolute path: ${options.program}`);
    if (options.signal?.aborted) return { cancelled: true, stdout: "", stderr: "", dropped: 0 };
    const abort = new AbortController();
    const work = this.#start(options, abort.signal);
    const entry = { end: () => abort.abort(), ended: work };
    this.#running.add(entry);
    options.signal?.addEventListener("abort", entry.end, { once: true });
    try {
      return await work;
    } finally {
      options.signal?.removeEventListener("abort", entry.end);
      this.#running.delete(entry);
    }
  }

  /** Ends every process, and starts no more. */
  dispose(): void {
    this.#disposed = true;
    for (const { end } of this.#running) end();
  }

  /** Resolves once every process that is running now has ended. */
  async ended(): Promise<void> {
    await Promise.allSettled([...this.#running].map(({ ended }) => ended));
  }

  async #start(options: RunOptions, cancel: AbortSignal): Promise<RunResult> {
    const { logger, platform = process.platform } = this.#options;
    const grace = options.grace ?? this.#options.grace ?? GRACE;
    // As a shell sets it: our own folder is no concern of the program's (Compose fills in `$PWD`).
    const env = { ...this.#options.env, PWD: options.cwd, ...options.env };
    const line = commandText(path.basename(options.program), options.args);
    const began = performance.now();
    // Connections come and go while nobody does anything: they are no news.
    const note = (text: string) => (options.pipes ? logger.debug(text) : logger.info(text));
    note(`${options.cwd}$ ${line}`);
    const child = spawn(options.program, [...options.args], {
      cwd: options.cwd,
      env,
      shell: false,
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe"],
      // Its own group, so that it can be ended with its children and without us.
      detached: platform !== "win32",
    });
    if (child.pid === undefined) throw await startError(child, options);
    const { pid } = child;
    child.on("error", (error) => logger.warn(`${line}: ${error.message}`));
    const exited = exitOf(child);
    // A process that ends without reading its input is no failure of ours.
    child.stdin.on("error", () => {});
    if (options.pipes) options.pipes(child.stdin, child.stdout);
    else child.stdin.end(options.input ?? "");
    const kept = { stdout: new Tail(options.limit), stderr: new Tail(options.limit) };
    const read = (stream: "stdout" | "stderr") => (text: string) => {
      kept[stream].add(text);
      return options.onOutput?.(text, stream);
    };
    const pumps = [new Pump(child.stderr, read("stderr"))];
    if (!options.pipes) pumps.push(new Pump(child.stdout, read("stdout")));
    const output = Promise.all(pumps.map((pump) => pump.done));
    let ending: Promise<void> | undefined;
    const end = () => {
      if (ending) return;
      note(`ending: ${line}`);
      ending = endTree(pid, exited, { grace: this.#disposed ? HURRY : grace, platform, env });
    };
    // Nobody reads any more: the process would wait for ever. Thrown on below, once it has ended.
    output.catch(end);
    if (cancel.aborted) end();
    else cancel.addEventListener("abort", end, { once: true });
    const { exitCode, signal } = await exited;
    cancel.removeEventListener("abort", end);
    const drain = setInterval(() => {
      for (const pump of pumps) pump.stopIfIdle(DRAIN_MS);
    }, DRAIN_MS / 2);
    try {
      await Promise.all([output, ending]);
    } finally {
      clearInterval(drain);
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const how = exitCode === undefined ? `by ${signal}` : `with code ${exitCode}`;
    note(`ended ${how} after ${seconds} s${ending ? ", cancelled" : ""}: ${line}`);
    return {
      cancelled: ending !== undefined,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(signal === undefined ? {} : { signal }),
      stdout: kept.stdout.toString(),
      stderr: kept.stderr.toString(),
      dropped: kept.stdout.dropped + kept.stderr.dropped,
    };
  }
}

async function startError(child: ChildProcess, options: RunOptions): Promise<Error> {
  const [error]: unknown[] = await once(child, "error");
  const name = path.basename(options.program);
  // Node says ENOENT with the program's name even where it is the folder that is missing.
  if (!existsSync(options.cwd)) {
    return new Error(`${name} could not be started: the folder ${options.cwd} does not exist.`);
  }
  return new Error(`${name} could not be started: ${error instanceof Error ? error.message : String(error)}`);
}

interface Exit {
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (exitCode, signal) => {
      resolve({ ...(exitCode === null ? {} : { exitCode }), ...(signal === null ? {} : { signal }) });
    });
  });
}
