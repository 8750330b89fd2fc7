import { Readable } from "node:stream";
import type fc from "fast-check";
import type { EngineClient } from "../../../../../src/core/engine/client.ts";
import type { EngineContainer } from "../../../../../src/core/engine/container.ts";
import { decodeInspect } from "../../../../../src/core/engine/decode.ts";
import type { EngineStream } from "../../../../../src/core/engine/engineStream.ts";
import type { FakeContainer } from "./fakeContainer.ts";

/** How much of the past an engine tells to somebody who asks for it. */
export type Replay = "all" | "none";

interface Told {
  readonly line: string;
  /** Seconds since the epoch. */
  readonly time: number;
}

class ConnectionBroken extends Error {}

/**
 * An engine behind a line of any speed: what is asked is answered from what is true at some moment between the question
 * and the answer, events come at any time after what they tell of, in order, and all of it can break off.
 */
export class ScheduledEngine implements EngineClient {
  readonly containers = new Map<string, FakeContainer>();
  /** Image name → image id. */
  readonly images = new Map<string, string>();
  up = true;
  replay: Replay = "all";
  readonly #scheduler: fc.Scheduler;
  readonly #streams = new Set<Readable>();
  /** What was told last on each stream, as soon as it has arrived. */
  readonly #sent = new WeakMap<Readable, Promise<void>>();
  readonly #past: Told[] = [];
  /** Counts the times that all connections broke. */
  #breaks = 0;

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }

  ping(signal?: AbortSignal): Promise<void> {
    return this.#ask("ping", signal, () => undefined);
  }

  version(signal?: AbortSignal): Promise<unknown> {
    return this.#ask("version", signal, () => ({ Version: "28.5.2", ApiVersion: "1.51" }));
  }

  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown> {
    return this.#ask(`list ${ids?.join() ?? "all"}`, signal, () =>
      [...this.containers.values()]
        .filter(({ id }) => ids?.includes(id) ?? true)
        .map((container) => container.entry(this.images.get(container.image) ?? "none")),
    );
  }

  inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask(`inspect ${id}`, signal, () => found(this.containers.get(id)?.inspected()));
  }

  image(name: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask(`image ${name}`, signal, () => {
      const Id = this.images.get(name);
      return found(Id === undefined ? undefined : { Id });
    });
  }

  top(): Promise<unknown> {
    return Promise.reject(new Error("It has no processes."));
  }

  events({ since = "0", signal }: { since?: string; signal: AbortSignal }): Promise<EngineStream> {
    return this.#ask("events", signal, () => {
      const body = new Readable({ read() {} });
      body.on("error", () => {});
      body.on("close", () => this.#streams.delete(body));
      signal.addEventListener("abort", () => body.destroy(), { once: true });
      this.#streams.add(body);
      const past = this.replay === "all" ? this.#past.filter(({ time }) => time >= Number(since)) : [];
      for (const { line } of past) this.#deliver(body, line);
      return { body, apiVersion: "1.51", version: "28.5.2" };
    });
  }

  logs(): Promise<never> {
    return Promise.reject(new Error("There are no logs here."));
  }

  archive(): Promise<never> {
    return Promise.reject(new Error("There are no files here."));
  }

  dispose(): void {
    this.break();
  }

  /** Tells an event to whoever listens now. */
  tell(Type: "container" | "image", Action: string, ID: string, name = ""): void {
    const time = Math.floor(Date.now() / 1000);
    const line = `${JSON.stringify({ Type, Action, Actor: { ID, Attributes: { name } }, time })}\n`;
    this.#past.push({ line, time });
    for (const body of this.#streams) this.#deliver(body, line);
  }

  break(): void {
    this.#breaks++;
    for (const body of this.#streams) body.destroy(new ConnectionBroken());
    this.#streams.clear();
  }

  /** What somebody who knows everything would tell. */
  truth(): Map<string, EngineContainer> {
    const known = new Map<string, EngineContainer>();
    for (const each of this.containers.values()) {
      const container = decodeInspect(each.inspected());
      if (container === "undecodable") throw new Error("The fake's own container can't be read.");
      const named = container.labels.project === "" ? undefined : this.images.get(container.image);
      known.set(each.id, named === undefined ? container : { ...container, namedImageId: named });
    }
    return known;
  }

  /** In two pieces, as a network cuts, and each after what was told before. */
  #deliver(body: Readable, line: string): void {
    const half = Math.floor(line.length / 2);
    for (const piece of [line.slice(0, half), line.slice(half)]) {
      const before = this.#sent.get(body) ?? Promise.resolve();
      const sent = before.then(async () => {
        await this.#scheduler.schedule(Promise.resolve(), `event ${piece}`);
        if (!body.destroyed) body.push(piece);
      });
      this.#sent.set(body, sent);
    }
  }

  async #ask<T>(label: string, signal: AbortSignal | undefined, answer: () => T): Promise<T> {
    signal?.throwIfAborted();
    const breaks = this.#breaks;
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => {});
    signal?.addEventListener("abort", () => aborted.reject(signal.reason), { once: true });
    const travel = async (way: string) => {
      await Promise.race([this.#scheduler.schedule(Promise.resolve(), `${way} ${label}`), aborted.promise]);
      if (!this.up || breaks !== this.#breaks) throw new ConnectionBroken();
    };
    await travel("→");
    const answered = settled(answer);
    await travel("←");
    return answered();
  }
}

/** Its outcome as it is now, to be told later. */
function settled<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw Object.assign(new Error("not found"), { statusCode: 404 });
  return value;
}
