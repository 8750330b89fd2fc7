import type { Event } from "../../shared/event.ts";
import type { ContainerStatus } from "../../shared/model.ts";
import { backoffMs } from "../engine/backoff.ts";
import type { EngineClient } from "../engine/client.ts";
import type { EngineContainer } from "../engine/container.ts";
import { decodeInspect } from "../engine/decode.ts";
import { statusCode } from "../engine/engineErrors.ts";
import { LogDecoder, type LogMessage } from "../engine/frames.ts";
import { LogCursor } from "../engine/logCursor.ts";
import { changeOrTimeout } from "../engine/waiting.ts";
import { LineAssembler } from "./lineAssembler.ts";
import type { LogLine, LogMark } from "./logLine.ts";

/**
 * How much of a log is read back when it is first read, and asked for when it is read on: an engine finds the end of a
 * log at once, and reads all of it to find a time. As many lines, or pieces of 16 KiB.
 */
export const FIRST_TAIL = 10_000;
/** Where that does not reach back to what was read, so many times as much is asked for, and in the end all of it. */
const TAIL_GROWTH = 10;
const LONGEST_TAIL = 1_000_000;
/** Nothing more will come in such a one's log before it is started again. */
const ENDED: ReadonlySet<ContainerStatus> = new Set<ContainerStatus>(["created", "exited", "dead"]);
/** A stream that lasted so long was a good one. */
const STEADY_MS = 5_000;
/** The logging driver keeps nothing that could be read (Docker 28: `none`). */
const NOT_IMPLEMENTED = 501;

export interface ContainerLogOptions {
  readonly id: string;
  /** As far as is known by events, which may be later than the log. */
  readonly current: () => EngineContainer | undefined;
  readonly onContainersChanged: Event<void>;
  /** How many lines are read back first; {@link FIRST_TAIL} where it is absent. */
  readonly readBack?: number | undefined;
  /** Called as fast as the engine tells; what they take, they take at once. */
  readonly lines: (lines: readonly LogLine[]) => void;
  readonly mark: (mark: LogMark) => void;
}

type Outcome =
  | { readonly kind: "gone" }
  /** It has been started again meanwhile. */
  | { readonly kind: "restarted" }
  /** It runs, and its log can't be read. */
  | { readonly kind: "unheard"; readonly startedAt: number | undefined }
  /** Running, or the engine can't say: to be tried again soon. */
  | { readonly kind: "again" }
  /** @param startedAt of the run that ended; `undefined` if it never ran */
  | { readonly kind: "stopped"; readonly startedAt: number | undefined };

/** How a reading came to its end. */
type Reading =
  /** The engine ended it, as it does when the container stops. */
  | "ended"
  /** All that there was has been read, and the container may run. */
  | "caughtUp"
  | "broken";

interface Connection {
  readonly client: EngineClient;
  readonly signal: AbortSignal;
}

/**
 * Reads one container's log across its restarts and the engine's: what there is of it to its end, and then what comes.
 * Every line once, whatever broke off in between.
 */
export class ContainerLog {
  readonly #options: ContainerLogOptions;
  readonly #cursor = new LogCursor();
  readonly #assembler = new LineAssembler();
  /** When the run that is being read started, as far as is known. */
  #run: number | undefined;
  readonly #tail: number;
  #caughtUp = false;
  /** How many messages were read before that. */
  #readBack = 0;
  #unreadable = false;

  constructor(options: ContainerLogOptions) {
    this.#options = options;
    this.#tail = options.readBack ?? FIRST_TAIL;
  }

  /** Goes on where it was, if it was followed before. Resolves when the container is gone, or the signal says so. */
  async follow(client: EngineClient, signal: AbortSignal): Promise<void> {
    const connection = { client, signal };
    // Where only a list told of it, its start is not known, and a restart could not be told from a broken connection.
    if (this.#run === undefined) await this.#learnRun(connection);
    for (let failures = 0; !signal.aborted; ) {
      const since = performance.now();
      const reading = this.#caughtUp ? await this.#read(connection, true) : await this.#catchUp(connection);
      if (signal.aborted) return;
      if (reading === "caughtUp") continue;
      const outcome = await this.#whatNow(connection, reading === "ended");
      if (outcome.kind === "gone" || signal.aborted) return;
      if (outcome.kind === "stopped") {
        failures = 0;
        if (!(await this.#nextRun(connection, outcome.startedAt))) return;
        await this.#learnRun(connection);
        if (outcome.startedAt !== undefined) this.#options.mark({ kind: "started", startedAt: this.#run });
      } else if (outcome.kind === "unheard") {
        failures = 0;
        await this.#endOf(outcome.startedAt, signal);
      } else if (outcome.kind === "again") {
        failures = performance.now() - since > STEADY_MS ? 1 : failures + 1;
        await changeOrTimeout(this.#options.onContainersChanged, signal, backoffMs(failures, Math.random));
      }
    }
  }

  /** Reads what there is: that it has come to its end shows in no other way. */
  async #catchUp(connection: Connection): Promise<Reading> {
    const before = this.#options.current();
    const reading = await this.#read(connection, false);
    if (reading !== "ended" || connection.signal.aborted) return reading;
    this.#caughtUp = true;
    this.#options.mark({ kind: "caughtUp", ...(this.#readBack < this.#tail ? {} : { cut: true }) });
    return before !== undefined && ENDED.has(before.status) ? "ended" : "caughtUp";
  }

  /** Reads from the cursor on. */
  async #read(connection: Connection, follow: boolean): Promise<Reading> {
    for (let tail: number | undefined = this.#tail; ; ) {
      const reading = await this.#readOnce(connection, follow, tail);
      if (reading !== "short") return reading;
      tail = tail === undefined || tail >= LONGEST_TAIL ? undefined : tail * TAIL_GROWTH;
    }
  }

  /** `short`: the tail does not reach back to the cursor, which stays where it was. */
  async #readOnce(
    connection: Connection,
    follow: boolean,
    tail: number | undefined,
  ): Promise<Reading | "short"> {
    const { client, signal } = connection;
    const { id, mark } = this.#options;
    const { since } = this.#cursor;
    const decoder = new LogDecoder();
    try {
      const stream = await client.logs(id, {
        follow,
        signal,
        onWaiting: () => mark({ kind: "waiting" }),
        ...(tail === undefined ? {} : { tail }),
        ...(since === undefined ? {} : { since }),
      });
      this.#cursor.reopened();
      this.#unreadable = false;
      if (follow) await this.#noteRestart(connection);
      for await (const chunk of stream) {
        // A readable without an encoding gives nothing but buffers.
        const messages = decoder.push(chunk as Buffer);
        if (this.#cursor.misses(messages)) {
          if (tail !== undefined) return "short";
          mark({ kind: "missing" });
        }
        this.#take(messages);
        if (decoder.broken) return "broken";
      }
      this.#take(decoder.end());
      return "ended";
    } catch (error) {
      if (!signal.aborted && statusCode(error) === NOT_IMPLEMENTED) this.#cannotRead(error);
      return "broken";
    }
  }

  /** What is read from now on is of this run, or the reading ends with it: one that began before is told first. */
  async #noteRestart(connection: Connection): Promise<void> {
    const container = await this.#inspect(connection);
    if (typeof container === "object" && isUp(container)) this.#runs(container.startedAt, false);
  }

  #take(messages: readonly LogMessage[]): void {
    const fresh = this.#cursor.take(messages);
    if (!this.#caughtUp) this.#readBack += fresh.length;
    this.#give(this.#assembler.take(fresh));
  }

  #give(lines: readonly LogLine[]): void {
    if (lines.length > 0) this.#options.lines(lines);
  }

  /** Waits for it; false where it was removed, or nobody wants to know any more. */
  async #nextRun(connection: Connection, ended: number | undefined): Promise<boolean> {
    const { signal } = connection;
    const { current, onContainersChanged, mark } = this.#options;
    while (!signal.aborted) {
      if (this.#startedSince(ended)) return true;
      await changeOrTimeout(onContainersChanged, signal);
      // Removed, or the engine can't be reached.
      if (!signal.aborted && current() === undefined && (await this.#inspect(connection)) === "gone") {
        mark({ kind: "removed" });
        return false;
      }
    }
    return false;
  }

  /** Waits until the run has ended, as far as is known. */
  async #endOf(run: number | undefined, signal: AbortSignal): Promise<void> {
    const { current, onContainersChanged } = this.#options;
    const goesOn = () => {
      const now = current();
      return now !== undefined && isUp(now) && (now.startedAt ?? run) === run;
    };
    while (!signal.aborted && goesOn()) await changeOrTimeout(onContainersChanged, signal);
  }

  async #learnRun(connection: Connection): Promise<void> {
    this.#run = this.#options.current()?.startedAt;
    if (this.#run !== undefined) return;
    const container = await this.#inspect(connection);
    if (typeof container === "object") this.#run = container.startedAt;
  }

  async #inspect({ client, signal }: Connection): Promise<EngineContainer | "gone" | "unknown"> {
    try {
      const container = decodeInspect(await client.inspect(this.#options.id, signal));
      return typeof container === "string" ? "unknown" : container;
    } catch (error) {
      return statusCode(error) === 404 ? "gone" : "unknown";
    }
  }

  async #whatNow(connection: Connection, clean: boolean): Promise<Outcome> {
    const { mark } = this.#options;
    const container = await this.#inspect(connection);
    if (container === "unknown" || connection.signal.aborted) return { kind: "again" };
    if (container === "gone") {
      this.#give(this.#assembler.end());
      mark({ kind: "removed" });
      return { kind: "gone" };
    }
    const { startedAt, exitCode, oomKilled } = container;
    if (isUp(container)) return this.#runs(startedAt, clean);
    // It broke off before its end: what is left of it comes first.
    if (!clean && !this.#unreadable) return { kind: "again" };
    this.#give(this.#assembler.end());
    if (startedAt !== undefined && exitCode !== undefined)
      mark({ kind: "exited", code: exitCode, oomKilled });
    return { kind: "stopped", startedAt };
  }

  #runs(startedAt: number | undefined, clean: boolean): Outcome {
    const restarted = this.#run !== undefined && startedAt !== this.#run;
    if (restarted) {
      if (clean) this.#give(this.#assembler.end());
      this.#options.mark({ kind: "started", startedAt });
    }
    this.#run = startedAt;
    if (restarted) return { kind: "restarted" };
    return this.#unreadable ? { kind: "unheard", startedAt } : { kind: "again" };
  }

  /** Events may be late: that it runs counts only for another run than the one that ended. */
  #startedSince(ended: number | undefined): boolean {
    const current = this.#options.current();
    if (current === undefined) return false;
    if (current.startedAt !== undefined) return ended === undefined || current.startedAt > ended;
    return current.status === "running";
  }

  #cannotRead(error: unknown): void {
    if (!this.#unreadable) {
      const reason = error instanceof Error ? error.message.trim() : String(error);
      this.#options.mark({ kind: "unreadable", reason });
    }
    this.#unreadable = true;
  }
}

function isUp({ status }: EngineContainer): boolean {
  return status === "running" || status === "paused";
}
