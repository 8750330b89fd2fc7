import { type Disposable, toDisposable } from "../../shared/disposable.ts";
import type { Event } from "../../shared/event.ts";
import type { Logger } from "../base/logger.ts";
import type { EngineClient } from "../engine/client.ts";
import type { EngineContainer } from "../engine/container.ts";
import { changeOrTimeout } from "../engine/waiting.ts";
import type { ReloadLogs } from "../reload/ports.ts";
import { ContainerLog } from "./containerLog.ts";
import { readLastLines } from "./lastLines.ts";
import type { LogLine, LogListener, LogMark } from "./logLine.ts";
import { LogStore, type LogStoreLimits } from "./logStore.ts";

/** A log that is closed and opened again meanwhile is not read again. */
const GRACE_MS = 5_000;
/** How much is replayed at once: a view of it is made of each line. */
const REPLAY_BYTES = 64 * 1024;

export interface LogHubPorts {
  /** The engine that is looked at, if there is one; its signal says when it is no longer the one. */
  readonly connected: () => { readonly client: EngineClient; readonly ended: AbortSignal } | undefined;
  /** As it is now; `undefined` while the engine can't be reached, and where there is none of that id. */
  readonly container: (id: string) => EngineContainer | undefined;
  /** What {@link connected} or {@link container} gives has changed. */
  readonly onContainersChanged: Event<void>;
  readonly logger: Logger;
  readonly limits?: LogStoreLimits;
  readonly graceMs?: number;
  /** How many lines are read back when a log is opened. */
  readonly readBack?: number;
}

/**
 * The one way in which containers' logs are read: one reader a container, for as long as somebody wants it, into one
 * store. It reads as fast as the engine tells, whoever is slow to look at it.
 */
export class LogHub implements ReloadLogs, Disposable {
  readonly #ports: LogHubPorts;
  readonly #readings = new Map<string, Reading>();
  readonly store: LogStore;
  #disposed = false;

  constructor(ports: LogHubPorts) {
    this.#ports = ports;
    this.store = new LogStore(ports.limits);
  }

  /**
   * Replays what the store holds before it returns, then gives what comes, across the container's restarts and the
   * engine's. What the store no longer holds of its start is told as `missing`.
   */
  follow(containerId: string, listener: LogListener): Disposable {
    const reading = this.#reading(containerId);
    if (this.store.dropped(containerId) > 0) listener.mark(containerId, { kind: "missing" });
    let from = this.store.start(containerId);
    for (let more = true; more; ) {
      const next = this.store.read(containerId, from, REPLAY_BYTES, {
        dropped() {},
        lines: (lines) => listener.lines(containerId, lines),
        mark: (mark) => listener.mark(containerId, mark),
      });
      more = next.segment !== from.segment || next.at !== from.at;
      from = next;
    }
    return reading.attach(listener);
  }

  /** Has the container's log read into the {@link store}, for who reads it there; tells only what comes from now on. */
  watch(containerId: string, listener: LogListener): Disposable {
    return this.#reading(containerId).attach(listener);
  }

  /** Whether the store holds what there was of the log when it was opened, or it is known that there will be nothing. */
  isReadBack(containerId: string): boolean {
    return this.#readings.get(containerId)?.readBack ?? false;
  }

  /** Of a container that has ended, asked for once and kept nowhere. Rejects where the engine can't give them. */
  async lastLines(containerId: string, lines: number, signal: AbortSignal): Promise<readonly LogLine[]> {
    const engine = this.#ports.connected();
    if (engine === undefined) throw new Error("There is no Docker engine to read the log from.");
    return readLastLines(engine.client, containerId, lines, AbortSignal.any([signal, engine.ended]));
  }

  /** Whether somebody reads the container's log. */
  isRead(containerId: string): boolean {
    return this.#readings.get(containerId)?.wanted ?? false;
  }

  dispose(): void {
    this.#disposed = true;
    for (const reading of [...this.#readings.values()]) reading.dispose();
  }

  #reading(id: string): Reading {
    let reading = this.#readings.get(id);
    if (reading === undefined) {
      reading = new Reading(id, this.#ports, this.store, () => {
        this.#readings.delete(id);
        this.store.forget(id);
      });
      this.#readings.set(id, reading);
      if (this.#disposed) reading.dispose();
    }
    return reading;
  }
}

/** One container's log while somebody wants it, and a moment longer. */
class Reading implements Disposable {
  readonly #id: string;
  readonly #ports: LogHubPorts;
  readonly #store: LogStore;
  readonly #ended: () => void;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<LogListener>();
  #timer: NodeJS.Timeout | undefined;
  #waiting = false;
  #caughtUp: LogMark | undefined;
  /** It can't be read, or is no more. */
  #without = false;

  constructor(id: string, ports: LogHubPorts, store: LogStore, ended: () => void) {
    this.#id = id;
    this.#ports = ports;
    this.#store = store;
    this.#ended = ended;
    void this.#run();
  }

  get readBack(): boolean {
    return this.#caughtUp !== undefined || this.#without;
  }

  get wanted(): boolean {
    return this.#listeners.size > 0;
  }

  /** Where things stand comes at once. */
  attach(listener: LogListener): Disposable {
    clearTimeout(this.#timer);
    const own: LogListener = {
      lines: (id, lines) => listener.lines(id, lines),
      mark: (id, mark) => listener.mark(id, mark),
    };
    this.#listeners.add(own);
    if (this.#caughtUp !== undefined) own.mark(this.#id, this.#caughtUp);
    if (this.#waiting) own.mark(this.#id, { kind: "waiting" });
    return toDisposable(() => {
      if (!this.#listeners.delete(own) || this.wanted || this.#abort.signal.aborted) return;
      this.#timer = setTimeout(() => this.dispose(), this.#ports.graceMs ?? GRACE_MS);
    });
  }

  dispose(): void {
    if (this.#abort.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#listeners.clear();
    this.#ended();
  }

  async #run(): Promise<void> {
    const { connected, container, onContainersChanged } = this.#ports;
    const { signal } = this.#abort;
    const log = new ContainerLog({
      id: this.#id,
      readBack: this.#ports.readBack,
      current: () => container(this.#id),
      onContainersChanged,
      lines: (lines) => this.#lines(lines),
      mark: (mark) => this.#mark(mark),
    });
    while (!signal.aborted) {
      const engine = connected();
      // An engine that was chosen just now may be another one, of which nothing is known yet.
      if (engine === undefined || engine.ended.aborted || container(this.#id) === undefined) {
        await changeOrTimeout(onContainersChanged, signal);
        continue;
      }
      await log.follow(engine.client, AbortSignal.any([signal, engine.ended]));
      if (!engine.ended.aborted) return;
      if (!this.wanted) this.dispose();
    }
  }

  #lines(lines: readonly LogLine[]): void {
    if (this.#abort.signal.aborted) return;
    this.#waiting = false;
    this.#store.appendLines(this.#id, lines);
    this.#tell((listener) => listener.lines(this.#id, lines));
  }

  #mark(mark: LogMark): void {
    if (this.#abort.signal.aborted) return;
    const waits = mark.kind === "waiting";
    if (waits && this.#waiting) return;
    this.#waiting = waits;
    if (mark.kind === "unreadable" || mark.kind === "removed") this.#without = true;
    // These two are how things stand, not something that happened at a place of the log.
    if (mark.kind === "caughtUp") this.#caughtUp = mark;
    else if (!waits) this.#store.appendMark(this.#id, mark);
    this.#tell((listener) => listener.mark(this.#id, mark));
  }

  /** One that fails must not end the others' reading, nor its own. */
  #tell(call: (listener: LogListener) => void): void {
    for (const listener of [...this.#listeners]) {
      try {
        call(listener);
      } catch (error) {
        this.#ports.logger.error(`A log could not be taken in: ${String(error)}`);
      }
    }
  }
}
