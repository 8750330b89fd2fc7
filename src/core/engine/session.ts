import type { Disposable } from "../../shared/disposable.ts";
import { share } from "../../shared/patch.ts";
import { LineSplitter } from "../base/lines.ts";
import type { Logger } from "../base/logger.ts";
import type { EngineClient } from "./client.ts";
import type { ContainerChange, EngineContainer } from "./container.ts";
import { decodeImageId, decodeInspect, decodeList } from "./decode.ts";
import { type ContainerEvent, decodeEvent } from "./decodeEvent.ts";
import { hasMore, withDetails, withImage } from "./details.ts";
import { StreamEnded, statusCode } from "./engineErrors.ts";
import type { EngineStream } from "./engineStream.ts";
import { ImageNames } from "./imageNames.ts";
import { Marks } from "./marks.ts";
import { Questions } from "./questions.ts";
import { EngineTimeout } from "./timeLimit.ts";
import { requireVersion } from "./version.ts";

/** A single event is a few kilobytes; labels can make it larger. */
const EVENT_CAP = 4 * 1024 * 1024;
const INSPECTIONS_AT_ONCE = 8;
/** More do not go while a question is under way. */
const MAX_GONE = 2_000;

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
  readonly #inspections: Questions<unknown>;
  readonly #images: ImageNames;
  #known: Map<string, EngineContainer>;
  /** The last ones that were destroyed since the last list was asked for: an answer under way may still name them. */
  readonly #gone = new Set<string>();
  /** The one that is listened to. */
  #stream: EngineStream | undefined;
  #renewing: Promise<void> | undefined;
  #listing: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #lastEvent: number;
  #lastHeard = 0;
  #undecodable = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#known = new Map(options.known);
    this.#lastEvent = options.since;
    this.#marks = new Marks((ids, signal) => this.#look(ids, signal));
    this.#inspections = new Questions({
      atOnce: INSPECTIONS_AT_ONCE,
      ask: (id, signal) => options.client.inspect(id, signal),
      done: (id, answer) => this.#inspected(id, answer),
      failed: (id, error, last) => void this.#inspectFailed(id, error, last),
    });
    this.#images = new ImageNames({
      ask: (name, signal) => this.#askImage(name, signal),
      answered: (name) => this.#imageAnswered(name),
      failed: (name, error) =>
        options.logger.debug(`The image ${name} could not be asked about: ${String(error)}`),
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

  /** When the engine last said anything, an answer or an event: milliseconds since the epoch, by this machine's clock. */
  get lastHeard(): number {
    return this.#lastHeard;
  }

  /**
   * Opens the event stream and resolves with the engine's version; {@link list} may follow.
   * Rejects where the engine can't be reached, or is too old.
   */
  async open(): Promise<string> {
    const { client, since } = this.#options;
    const stream = await client.events({ since: String(since), signal: this.#abort.signal });
    const version = await requireVersion(stream, client, this.#abort.signal);
    this.#heard();
    void this.#read(stream);
    return version;
  }

  /**
   * Listens on another connection, from the last event on: one that something between let go of without a word is like
   * one on which nothing happens. Rejects where no answer comes. Asked for meanwhile, it is done once.
   */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<void> {
    const signal = this.#abort.signal;
    const before = this.#stream;
    this.#stream = undefined;
    // First: an engine far away is given one connection for events.
    before?.body.destroy();
    const stream = await this.#options.client.events({ since: String(this.#lastEvent), signal });
    this.#heard();
    void this.#read(stream);
    void this.#compare();
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
    this.#images.dispose();
    this.#ended.reject(new StreamEnded("closed"));
  }

  #heard(): void {
    this.#lastHeard = Date.now();
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
    this.#heard();
    if (this.#abort.signal.aborted) return;
    const list = decodeList(answer);
    if (!list) throw new Error("It did not answer with a list of containers.");
    if (list.skipped > 0) this.#options.logger.warn(`${list.skipped} containers could not be read.`);
    const containers = list.containers
      .filter(({ id }) => !this.#gone.has(id))
      .map((container) => this.#images.named(withDetails(container, this.#known.get(container.id))));
    const previous = this.#known;
    this.#known = new Map(containers.map((container) => [container.id, container]));
    for (const id of previous.keys()) if (!this.#known.has(id)) this.#inspections.forget(id);
    this.#options.onChange({ kind: "listed", containers });
    for (const container of containers) if (hasMore(container)) this.#inspections.ask(container.id);
    this.#marks.resume();
    this.#inspections.resume();
    this.#images.listed(containers);
  }

  /** An engine tells its last 256 events again at most (Docker 28.5): what is listed as something else is looked at. */
  async #compare(): Promise<void> {
    try {
      const list = decodeList(await this.#options.client.list(this.#abort.signal));
      if (!list) throw new Error("It did not answer with a list of containers.");
      const listed = new Map(list.containers.map((container) => [container.id, container]));
      for (const id of new Set([...this.#known.keys(), ...listed.keys()])) {
        const before = this.#known.get(id);
        const now = listed.get(id);
        const same = now !== undefined && before !== undefined && withDetails(now, before) === before;
        if (!same && !this.#gone.has(id)) this.#marks.mark(id);
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) this.fail(error);
    }
  }

  async #read(stream: EngineStream): Promise<void> {
    this.#stream = stream;
    const lines = new LineSplitter(EVENT_CAP);
    try {
      for await (const chunk of stream.body) {
        this.#heard();
        // A readable without an encoding gives nothing but buffers.
        for (const { text } of lines.push(chunk as Buffer)) if (text !== "") this.#event(text);
      }
      if (this.#stream === stream) this.fail(new StreamEnded("the engine ended it"));
    } catch (error) {
      if (this.#stream === stream) this.fail(new StreamEnded("it broke", { cause: error }));
    }
  }

  #event(line: string): void {
    if (this.#abort.signal.aborted) return;
    const event = decodeEvent(line);
    if (event === "foreign") return;
    if (event === "undecodable") {
      // Once a session: a stream of them must not become a stream of warnings.
      if (this.#undecodable++ === 0)
        this.#options.logger.warn(`An event could not be read: ${line.slice(0, 200)}`);
      return;
    }
    this.#lastEvent = Math.max(this.#lastEvent, event.time);
    if (event.kind === "image") this.#images.happened(event);
    else this.#happened(event);
  }

  #happened({ id, action }: ContainerEvent): void {
    if (action === "destroy") {
      this.#remove(id);
      return;
    }
    // What an inspection under way will say may be older than this.
    this.#inspections.forget(id);
    this.#marks.mark(id);
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
    if (!this.#marks.has(id) && !this.#gone.has(id) && (container === undefined || hasMore(container)))
      this.#inspections.ask(id);
  }

  #remove(id: string): void {
    this.#gone.add(id);
    const [oldest] = this.#gone;
    if (this.#gone.size > MAX_GONE && oldest !== undefined) this.#gone.delete(oldest);
    this.#marks.forget(id);
    this.#inspections.forget(id);
    if (!this.#known.delete(id)) return;
    this.#options.onChange({ kind: "removed", id });
    this.#images.changed(this.#known.values());
  }

  #inspected(id: string, answer: unknown): void {
    this.#heard();
    const container = decodeInspect(answer);
    if (container === "undecodable") {
      this.#options.logger.warn(`Container ${id.slice(0, 12)} could not be read.`);
      return;
    }
    this.#changed(withImage(container, this.#known.get(id)));
  }

  #changed(container: EngineContainer): void {
    const before = this.#known.get(container.id);
    const after = share(before, this.#images.named(container));
    if (after === before) return;
    this.#known.set(container.id, after);
    this.#options.onChange({ kind: "changed", container: after });
    if (before?.image !== after.image) this.#images.changed(this.#known.values());
  }

  async #askImage(name: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      return decodeImageId(await this.#options.client.image(name, signal));
    } catch (error) {
      if (statusCode(error) === 404) return undefined;
      throw error;
    }
  }

  #imageAnswered(name: string): void {
    for (const container of this.#known.values()) if (container.image === name) this.#changed(container);
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
