import type { Event } from "../../shared/event.ts";
import type { LogChunk } from "../../shared/protocol.ts";
import { backoffMs } from "./backoff.ts";
import type { EngineClient } from "./client.ts";
import type { EngineContainer } from "./container.ts";
import { decodeInspect } from "./decode.ts";
import { statusCode } from "./engineErrors.ts";
import { LogDecoder } from "./frames.ts";
import { LogCursor } from "./logCursor.ts";
import { LogText } from "./logText.ts";
import { changeOrTimeout } from "./waiting.ts";

/** An engine finds the end of a log at once and reads all of it to find a time: the end is asked for, always. */
const RESUME_TAIL = 10_000;
/** A stream that lasted so long was a good one. */
const STEADY_MS = 5_000;

export interface ContainerLogOptions {
  readonly client: EngineClient;
  readonly id: string;
  /** As Compose calls it: `backend-1`. */
  readonly name: string;
  /** Created while its service was followed. */
  readonly isNew: boolean;
  readonly tail: number;
  readonly signal: AbortSignal;
  /** As far as is known by events, which may be later than the log. */
  readonly current: () => EngineContainer | undefined;
  readonly onContainersChanged: Event<void>;
  readonly emit: (chunk: LogChunk) => Promise<void>;
}

/** The logging driver keeps nothing that could be read (Docker 28: `none`). */
const NOT_IMPLEMENTED = 501;

type Outcome =
  | { readonly kind: "gone" }
  /** It has been started again meanwhile. */
  | { readonly kind: "restarted" }
  /** Running, or the engine can't say: to be tried again soon. */
  | { readonly kind: "again" }
  /** @param startedAt of the run that ended; `undefined` if it never ran */
  | { readonly kind: "stopped"; readonly startedAt: number | undefined };

/** Follows one container's log across its restarts and the engine's, until it is gone or the signal says so. */
export class ContainerLog {
  readonly #options: ContainerLogOptions;
  readonly #cursor = new LogCursor();
  readonly #text = new LogText();
  /** When the run that is being read started, as far as is known. */
  #run: number | undefined;
  #unreadable = false;
  #emitFailed = false;

  constructor(options: ContainerLogOptions) {
    this.#options = options;
    this.#run = options.current()?.startedAt;
  }

  async follow(): Promise<void> {
    const { signal, onContainersChanged, isNew } = this.#options;
    if (isNew) await this.#note("was created");
    // Where only a list told of it, its start is not known, and a restart could not be told from a broken connection.
    if (this.#run === undefined) await this.#learnRun();
    for (let failures = 0; !signal.aborted; ) {
      const since = performance.now();
      const clean = await this.#readOnce();
      if (signal.aborted) return;
      const outcome = await this.#whatNow(clean);
      if (outcome.kind === "gone" || signal.aborted) return;
      if (outcome.kind === "stopped") {
        failures = 0;
        if (!(await this.#nextRun(outcome.startedAt))) return;
        if (outcome.startedAt !== undefined) await this.#note("started again");
        this.#run = this.#options.current()?.startedAt;
      } else if (outcome.kind === "again") {
        failures = performance.now() - since > STEADY_MS ? 1 : failures + 1;
        await changeOrTimeout(onContainersChanged, signal, backoffMs(failures, Math.random));
      }
    }
  }

  /** Reads from the cursor to the end. True: the engine ended it, as it does when the container stops. */
  async #readOnce(): Promise<boolean> {
    const { client, id, signal, tail } = this.#options;
    const { since } = this.#cursor;
    const decoder = new LogDecoder();
    try {
      const stream = await client.logs(id, {
        follow: true,
        signal,
        onWaiting: () => this.#waits(),
        ...(since === undefined ? { tail } : { tail: RESUME_TAIL, since }),
      });
      this.#cursor.reopened();
      this.#unreadable = false;
      // The emitter is awaited: what it can't take yet stays in the engine.
      for await (const chunk of stream) {
        // A readable without an encoding gives nothing but buffers.
        await this.#show(decoder.push(chunk as Buffer));
        if (decoder.broken) return false;
      }
      await this.#show(decoder.end());
      return true;
    } catch (error) {
      // The reader's failure is the caller's; the engine's is met below.
      if (this.#emitFailed) throw error;
      if (!signal.aborted && statusCode(error) === NOT_IMPLEMENTED) await this.#cannotRead(error);
      return false;
    }
  }

  /** Nothing is read meanwhile, so that nobody waits for the note to be taken. */
  #waits(): void {
    const note = this.#note("is waiting for a free connection to the engine");
    note.catch(() => {});
  }

  async #show(messages: ReturnType<LogDecoder["push"]>): Promise<void> {
    const { fresh, gap } = this.#cursor.take(messages);
    if (gap) await this.#note("lines are missing here: the log has dropped them already");
    await this.#emitText(this.#text.take(fresh));
  }

  /** Waits for it; false where it was removed, or nobody wants to know any more. */
  async #nextRun(ended: number | undefined): Promise<boolean> {
    const { signal, current, onContainersChanged } = this.#options;
    while (!signal.aborted) {
      if (this.#startedSince(ended)) return true;
      await changeOrTimeout(onContainersChanged, signal);
      // Removed, or the engine can't be reached.
      if (!signal.aborted && current() === undefined && (await this.#inspect()) === "gone") {
        await this.#note("was removed");
        return false;
      }
    }
    return false;
  }

  async #learnRun(): Promise<void> {
    const container = await this.#inspect();
    if (typeof container === "object") this.#run = container.startedAt;
  }

  async #inspect(): Promise<EngineContainer | "gone" | "unknown"> {
    const { client, id, signal } = this.#options;
    try {
      const container = decodeInspect(await client.inspect(id, signal));
      return typeof container === "string" ? "unknown" : container;
    } catch (error) {
      return statusCode(error) === 404 ? "gone" : "unknown";
    }
  }

  async #whatNow(clean: boolean): Promise<Outcome> {
    const container = await this.#inspect();
    if (container === "unknown") return { kind: "again" };
    if (container === "gone") {
      await this.#emitText(this.#text.end());
      await this.#note("was removed");
      return { kind: "gone" };
    }
    const { status, startedAt } = container;
    if (status === "running" || status === "paused") return await this.#runs(startedAt, clean);
    // It broke off before its end: what is left of it comes first.
    if (!clean && !this.#unreadable) return { kind: "again" };
    await this.#emitText(this.#text.end());
    if (startedAt !== undefined && container.exitCode !== undefined) {
      const why = container.oomKilled ? " (out of memory)" : "";
      await this.#note(`exited with code ${container.exitCode}${why}`);
    }
    return { kind: "stopped", startedAt };
  }

  async #runs(startedAt: number | undefined, clean: boolean): Promise<Outcome> {
    const restarted = this.#run !== undefined && startedAt !== this.#run;
    if (restarted) {
      if (clean) await this.#emitText(this.#text.end());
      await this.#note("was restarted");
    }
    this.#run = startedAt;
    if (restarted) return { kind: "restarted" };
    return this.#unreadable ? { kind: "stopped", startedAt } : { kind: "again" };
  }

  /** Events may be late: that it runs counts only for another run than the one that ended. */
  #startedSince(ended: number | undefined): boolean {
    const current = this.#options.current();
    if (current === undefined) return false;
    if (current.startedAt !== undefined) return ended === undefined || current.startedAt > ended;
    return current.status === "running";
  }

  async #cannotRead(error: unknown): Promise<void> {
    if (!this.#unreadable) {
      await this.#note(
        `has no log that can be read: ${error instanceof Error ? error.message.trim() : String(error)}`,
      );
    }
    this.#unreadable = true;
  }

  async #note(text: string): Promise<void> {
    await this.#emit({ kind: "note", text: `${this.#options.name} ${text}` });
  }

  async #emitText(text: string): Promise<void> {
    if (text !== "") await this.#emit({ kind: "text", containerId: this.#options.id, text });
  }

  async #emit(chunk: LogChunk): Promise<void> {
    if (this.#options.signal.aborted) return;
    try {
      await this.#options.emit(chunk);
    } catch (error) {
      this.#emitFailed = true;
      throw error;
    }
  }
}
