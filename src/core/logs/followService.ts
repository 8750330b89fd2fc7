import type { Event } from "../../shared/event.ts";
import type { LogChunk } from "../../shared/protocol.ts";
import type { EngineContainer } from "../engine/container.ts";
import { ContainerFollower } from "./containerFollower.ts";
import type { LogHub } from "./logHub.ts";

export interface FollowOptions {
  readonly hub: LogHub;
  /** The service's containers as they are now; none while the engine can't be reached. */
  readonly containers: () => readonly EngineContainer[];
  /** What {@link containers} gives has changed. */
  readonly onContainersChanged: Event<void>;
  /** How many of the last lines of each container come first. */
  readonly tail: number;
  readonly signal: AbortSignal;
  /** Awaited before more is given; a log that is faster than that loses lines, and it is said how many. */
  readonly emit: (chunk: LogChunk) => Promise<void>;
}

/**
 * Streams the logs of a service's containers, across their restarts and recreation and the engine's absence.
 * Resolves when the signal says so; rejects only with what `emit` rejects with.
 */
export async function followService(options: FollowOptions): Promise<void> {
  if (options.signal.aborted) return;
  const followers = new Followers(options);
  const subscription = options.onContainersChanged(() => followers.update(true));
  try {
    followers.update(false);
    await followers.ended;
  } finally {
    subscription.dispose();
    await followers.end();
  }
}

class Followers {
  readonly #options: FollowOptions;
  readonly #abort = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  /** Removed, but perhaps still named by {@link FollowOptions.containers}, which events may reach later. */
  readonly #gone = new Set<string>();
  readonly #ended = Promise.withResolvers<void>();

  constructor(options: FollowOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", this.#cancel, { once: true });
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** @param later it was followed before: what is new was not there then */
  update(later: boolean): void {
    if (this.#abort.signal.aborted) return;
    const containers = this.#options.containers();
    const ids = new Set(containers.map(({ id }) => id));
    for (const id of this.#gone) if (!ids.has(id)) this.#gone.delete(id);
    for (const container of containers) {
      if (!this.#running.has(container.id) && !this.#gone.has(container.id)) this.#start(container, later);
    }
  }

  async end(): Promise<void> {
    this.#options.signal.removeEventListener("abort", this.#cancel);
    this.#abort.abort();
    await Promise.all(this.#running.values());
  }

  readonly #cancel = () => {
    this.#abort.abort();
    this.#ended.resolve();
  };

  #start(container: EngineContainer, isNew: boolean): void {
    const { id, labels, number } = container;
    const { hub, tail, emit } = this.#options;
    const follower = new ContainerFollower({
      hub,
      id,
      name: `${labels.service}-${number}`,
      isNew,
      tail,
      signal: this.#abort.signal,
      emit,
    });
    const done = follower.follow().then(
      () => {
        this.#running.delete(id);
        this.#gone.add(id);
      },
      (error: unknown) => this.#ended.reject(error),
    );
    this.#running.set(id, done);
  }
}
