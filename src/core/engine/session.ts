import type { Disposable } from "../../shared/disposable.ts";
import { share } from "../../shared/patch.ts";
import { LineSplitter } from "../base/lines.ts";
import type { Logger } from "../base/logger.ts";
import type { EngineClient } from "./client.ts";
import type { ContainerChange, EngineContainer } from "./container.ts";
import { decodeInspect, decodeList } from "./decode.ts";
import { decodeEvent } from "./decodeEvent.ts";
import type { EngineStream } from "./engineStream.ts";
import { StreamEnded, statusCode } from "./failure.ts";
import { Inspections } from "./inspections.ts";
import { Marks } from "./marks.ts";
import { EngineTimeout } from "./timeLimit.ts";
import { requireVersion } from "./version.ts";

/** A single event is a few kilobytes; labels can make it larger. */
const EVENT_CAP = 4 * 1024 * 1024;

export interface SessionOptions {
  readonly client: EngineClient;
  readonly logger: Logger;
  /** Seconds since the epoch, by the engine's clock: events from here on are told again. */
  readonly since: number;
  /** What an earlier session knew, to tell times that a list does not until they have been asked for. */
  readonly known: ReadonlyMap<string, EngineContainer>;
  readonly onChange: (change: ContainerChange) => void;
}

/**
 * One connection's life: events say what to look at, the engine says what is. The event stream is opened before the
 * list is asked for, so that nothing falls between them; and nothing else is asked while a list is under way, so that
 * no older answer replaces a newer one.
 */
export class Session implements Disposable {
  readonly #options: SessionOptions;
  readonly #abort = new AbortController();
  readonly #ended = Promise.withResolvers<never>();
  readonly #marks: Marks;
  readonly #inspections: Inspections;
  #known: Map<string, EngineContainer>;
  /** Destroyed since the list that is under way was asked for: it may still name them. */
  readonly #gone = new Set<string>();
  #listing: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #lastEvent: number;
  #undecodable = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#known = new Map(options.known);
    this.#lastEvent = options.since;
    this.#marks = new Marks((ids, signal) => this.#look(ids, signal));
    this.#inspections = new Inspections({
      inspect: (id, signal) => options.client.inspect(id, signal),
      done: (id, answer) => this.#inspected(id, answer),
      failed: (id, error, last) => void this.#inspectFailed(id, error, last),
    });
    // Whoever waits for the end is told; that nobody does at the moment is no error.
    this.#ended.promise.catch(() => {});
  }

  /** Rejects with the reason when the connection is over. */
  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  get known(): ReadonlyMap<string, EngineContainer> {
    return this.#known;
  }

  /** Seconds since the epoch, by the engine's clock. */
  get lastEvent(): number {
    return this.#lastEvent;
  }

  /**
   * Opens the event stream and resolves with the engine's version; {@link list} may follow.
   * Rejects where the engine can't be reached, or is too old.
   */
  async open(): Promise<string> {
    const { client, since } = this.#options;
    const stream = await client.events({ since: String(since), signal: this.#abort.signal });
    const version = await requireVersion(stream, client, this.#abort.signal);
    void this.#read(stream);
    return version;
  }

  /** Lists the containers, once more where a list is under way already. Ends the session where that fails. */
  list(): Promise<void> {
    if (this.#listing === undefined) return this.#startList();
    this.#queued ??= this.#listing.then(() => {
      this.#queued = undefined;
      return this.#startList();
    });
    return this.#queued;
  }

  /** Ends it for a reason that was found elsewhere. */
  fail(error: unknown): void {
    this.#ended.reject(error);
    this.dispose();
  }

  dispose(): void {
    this.#abort.abort();
    this.#marks.dispose();
    this.#inspections.dispose();
    this.#ended.reject(new StreamEnded("closed"));
  }

  #startList(): Promise<void> {
    this.#listing = this.#list().then(
      () => {
        this.#listing = undefined;
      },
      (error: unknown) => {
        this.#listing = undefined;
        this.fail(error);
      },
    );
    return this.#listing;
  }

  async #list(): Promise<void> {
    this.#marks.pause();
    this.#inspections.pause();
    this.#gone.clear();
    const answer = await this.#options.client.list(this.#abort.signal);
    if (this.#abort.signal.aborted) return;
    const list = decodeList(answer);
    if (!list) throw new Error("It did not answer with a list of containers.");
    if (list.skipped > 0) this.#options.logger.warn(`${list.skipped} containers could not be read.`);
    const containers = list.containers
      .filter(({ id }) => !this.#gone.has(id))
      .map((container) => withDetails(container, this.#known.get(container.id)));
    const previous = this.#known;
    this.#known = new Map(containers.map((container) => [container.id, container]));
    for (const id of previous.keys()) if (!this.#known.has(id)) this.#inspections.forget(id);
    this.#options.onChange({ kind: "listed", containers });
    for (const { id, status } of containers) if (status !== "created") this.#inspections.complete(id);
    this.#marks.resume();
    this.#inspections.resume();
  }

  async #read({ body }: EngineStream): Promise<void> {
    const lines = new LineSplitter(EVENT_CAP);
    try {
      for await (const chunk of body) {
        // A readable without an encoding gives nothing but buffers.
        for (const { text } of lines.push(chunk as Buffer)) if (text !== "") this.#event(text);
      }
      this.fail(new StreamEnded("the engine ended it"));
    } catch (error) {
      this.fail(new StreamEnded("it broke", { cause: error }));
    }
  }

  #event(line: string): void {
    const event = decodeEvent(line);
    if (event === "foreign") return;
    if (event === "undecodable") {
      // Once a session: a stream of them must not become a stream of warnings.
      if (this.#undecodable++ === 0)
        this.#options.logger.warn(`An event could not be read: ${line.slice(0, 200)}`);
      return;
    }
    this.#lastEvent = Math.max(this.#lastEvent, event.time);
    if (event.action === "destroy") {
      this.#remove(event.id);
      return;
    }
    // What an inspection under way will say may be older than this.
    this.#inspections.forget(event.id);
    this.#marks.mark(event.id);
  }

  /** One request for all that something happened to; an inspection of each then tells the details. */
  async #look(ids: readonly string[], signal: AbortSignal): Promise<void> {
    try {
      const list = decodeList(await this.#options.client.list(signal, ids));
      if (signal.aborted) return;
      if (!list) throw new Error("It did not answer with a list of containers.");
      const found = new Map(list.containers.map((container) => [container.id, container]));
      for (const id of ids) this.#looked(id, found.get(id), list.skipped > 0);
    } catch (error) {
      // The list is answered from memory: an engine that does not is gone, or hangs.
      if (!signal.aborted) this.fail(error);
    }
  }

  /** @param unsure some containers of the answer could not be read: one that is missing may be among them */
  #looked(id: string, container: EngineContainer | undefined, unsure: boolean): void {
    if (this.#gone.has(id)) return;
    if (container !== undefined) this.#changed(withDetails(container, this.#known.get(id)));
    else if (!unsure) this.#remove(id);
    if (!this.#marks.has(id) && container?.status !== "created" && !this.#gone.has(id))
      this.#inspections.complete(id);
  }

  #remove(id: string): void {
    this.#gone.add(id);
    this.#marks.forget(id);
    this.#inspections.forget(id);
    if (this.#known.delete(id)) this.#options.onChange({ kind: "removed", id });
  }

  #inspected(id: string, answer: unknown): void {
    const container = decodeInspect(answer);
    if (container === "foreign") return;
    if (container === "undecodable") {
      this.#options.logger.warn(`Container ${id.slice(0, 12)} could not be read.`);
      return;
    }
    this.#changed(container);
  }

  #changed(container: EngineContainer): void {
    const before = this.#known.get(container.id);
    const after = share(before, container);
    if (after === before) return;
    this.#known.set(container.id, after);
    this.#options.onChange({ kind: "changed", container: after });
  }

  async #inspectFailed(id: string, error: unknown, last: boolean): Promise<void> {
    if (statusCode(error) === 404) {
      this.#remove(id);
      return;
    }
    const { client, logger } = this.#options;
    logger.debug(`Container ${id.slice(0, 12)} could not be asked about: ${String(error)}`);
    if (last) logger.warn(`Container ${id.slice(0, 12)} can't be asked about: ${String(error)}`);
    if (!(error instanceof EngineTimeout)) return;
    // The event stream of an engine that hangs stays open: a ping tells it from one that is busy with the container.
    try {
      await client.ping(this.#abort.signal);
    } catch (reason) {
      if (!this.#abort.signal.aborted) this.fail(reason);
    }
  }
}

/** A list says less than was known: what it leaves out is kept for a container that is still in the same state. */
function withDetails(listed: EngineContainer, before: EngineContainer | undefined): EngineContainer {
  if (before === undefined || before.status !== listed.status) return listed;
  const { exitCode: _exitCode, ...details } = before;
  return share(before, {
    ...details,
    name: listed.name,
    // `Up 2 minutes (Paused)` has no room for it.
    health: listed.status === "paused" ? before.health : listed.health,
    ...(listed.exitCode === undefined ? {} : { exitCode: listed.exitCode }),
    ports: listed.ports,
  });
}
