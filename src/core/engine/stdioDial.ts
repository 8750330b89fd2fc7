import path from "node:path";
import type { Readable, Writable } from "node:stream";
import type { RunOptions, RunResult } from "../base/process.ts";
import type { DialCommand } from "./dialCommand.ts";
import { StdioSocket } from "./stdioSocket.ts";

/** An ssh handshake takes tenths of a second, over a poor line a few seconds; a question that nobody answers, for ever. */
const CONNECT_LIMIT_MS = 20_000;
/** Of what the command said: what matters are the last lines. */
const STDERR_LIMIT = 8 * 1024;
/** Pipes that are closed end it at once; what is left then hangs. */
const GRACE = { interrupt: 500, terminate: 500, kill: 5_000 };
/** From the end of its output to its own end. */
const LAST_WORDS_MS = 2_000;
const ANSWER_LIMIT = 64 * 1024;

/** There is no connection through a command. `stderr` is what it said; empty where it said nothing. */
export class DialFailed extends Error {
  readonly stderr: string;

  constructor(message: string, stderr = "") {
    super(message);
    this.name = "DialFailed";
    this.stderr = stderr;
  }
}

export interface StdioDialOptions {
  /** What is started; rejects with {@link DialFailed}, or with words for the user. */
  command(): Promise<DialCommand>;
  /** As `ProcessRunner.run`, so that an untrusted workspace connects to nothing. */
  run(options: RunOptions): Promise<RunResult>;
  readonly cwd: string;
  readonly connectLimitMs?: number;
}

export interface Dialed {
  readonly socket: Promise<StdioSocket>;
  /** Resolves when its process has ended, whether it connected or not. */
  readonly ended: Promise<void>;
}

/** Opens one connection, which lives until it is destroyed or the signal says so. */
export type StdioDial = (signal: AbortSignal) => Dialed;

/**
 * Connections through a command that joins its pipes and the engine. Each is tried with a `HEAD /_ping` before it is
 * given out, for the command says nothing when it has connected. Rejects with {@link DialFailed}, or with what
 * `command` and `run` reject with.
 */
export function stdioDial(options: StdioDialOptions): StdioDial {
  const { cwd, connectLimitMs = CONNECT_LIMIT_MS } = options;
  return (signal) => {
    const end = new AbortController();
    const taken = Promise.withResolvers<StdioSocket>();
    let last: NodeJS.Timeout | undefined;
    let name = "";
    const run = async (): Promise<RunResult> => {
      const command = await options.command();
      name = path.basename(command.program);
      return options.run({
        ...command,
        cwd,
        env: UNASKED,
        signal: AbortSignal.any([signal, end.signal]),
        limit: STDERR_LIMIT,
        grace: GRACE,
        pipes: (input, output) => {
          checked(input, output).then(taken.resolve, taken.reject);
          // The command (docker 28.5) closes its output before it says why.
          output.once("close", () => {
            last = setTimeout(() => end.abort(), output.readableEnded ? LAST_WORDS_MS : 0);
          });
        },
      });
    };
    const result = run();
    const failed = (how: RunResult) => {
      throw failure(name, how);
    };
    const limit = setTimeout(() => {
      taken.reject(new DialFailed(`there was no connection within ${connectLimitMs / 1000} s`));
    }, connectLimitMs);
    const connect = async (): Promise<StdioSocket> => {
      try {
        return await Promise.race([taken.promise, result.then(failed)]);
      } catch (error) {
        // A pipe that breaks is a process that ends: it tells why.
        if (error instanceof Ended) throw failure(name, await result);
        end.abort();
        throw error;
      } finally {
        clearTimeout(limit);
        taken.promise.catch(() => {});
      }
    };
    const over = () => clearTimeout(last);
    return { socket: connect(), ended: result.then(over, over) };
  };
}

/**
 * The docker command too may call ssh, which asks a program where it has no terminal: not so from 8.4 on, and an older
 * one fails to start a program without a name. Messages are read in English.
 */
const UNASKED = { SSH_ASKPASS_REQUIRE: "never", SSH_ASKPASS: "", LC_ALL: "C" };

class Ended extends Error {}

function failure(program: string, { stderr, exitCode }: RunResult): DialFailed {
  const how = exitCode === undefined ? "was ended" : `ended with code ${exitCode}`;
  return new DialFailed(`${program} ${how}`, stderr.trim());
}

/** Sends a request that has no body in its answer, and hands the pipes over once that has come. */
async function checked(input: Writable, output: Readable): Promise<StdioSocket> {
  input.write("HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n");
  let answer = "";
  while (!answer.includes("\r\n\r\n")) {
    const chunk = await nextChunk(output);
    answer += chunk.toString("latin1");
    if (!"HTTP/1.".startsWith(answer.slice(0, 7)))
      throw new DialFailed(
        `the other side answered "${firstLine(answer)}", which is not what an engine says`,
      );
    if (answer.length > ANSWER_LIMIT) throw new DialFailed("the answer to the first request has no end");
  }
  return new StdioSocket(input, output);
}

function nextChunk(output: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (chunk: Buffer | undefined) => {
      output.off("data", settle).off("close", closed);
      output.pause();
      if (chunk === undefined) reject(new Ended());
      else resolve(chunk);
    };
    const closed = () => settle(undefined);
    output.on("data", settle).on("close", closed);
    if (output.closed) closed();
  });
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim().slice(0, 80) ?? "";
}
