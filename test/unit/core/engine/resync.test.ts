import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import type { ContainerChange, EngineContainer } from "../../../../src/core/engine/container.ts";
import { Engine } from "../../../../src/core/engine/engine.ts";
import { FakeContainer } from "./support/fakeContainer.ts";
import { type Replay, ScheduledEngine } from "./support/scheduledEngine.ts";

const imageId = (digit: string) => `sha256:${digit.repeat(64)}`;

/** So that a question is asked again, and a connection is tried again, after some steps. */
const STEP_MS = 25;

type Step =
  | { readonly kind: "create"; readonly loose: boolean; readonly image: string }
  | { readonly kind: "start" | "stop" | "ill" | "rename" | "remove"; readonly which: number }
  | { readonly kind: "tag" | "untag" | "load"; readonly image: string; readonly id: string }
  /** How many of the things that are under way come to pass, in any order. */
  | { readonly kind: "go"; readonly count: number }
  | { readonly kind: "break" | "down" | "up" | "relist" | "settle" };

const image = fc.constantFrom("shop", "127.0.0.1:5000/blog:dev");
type Weighted = fc.WeightedArbitrary<Step>;

const usual: Weighted[] = [
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("create"), loose: fc.boolean(), image }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("start", "start", "stop", "ill", "rename", "remove"),
      which: fc.nat(5),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("tag", "untag", "load"),
      image,
      id: fc.constantFrom(imageId("1"), imageId("2")),
    }),
  },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant("go"), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "settle" }) },
];
const relist: Weighted = { weight: 3, arbitrary: fc.constant({ kind: "relist" }) };
const outage: Weighted = {
  weight: 2,
  arbitrary: fc.record({ kind: fc.constantFrom("break", "down", "up", "up") }),
};

/** A list heals what events have missed: there are times with none. */
const steps = fc
  .constantFrom(usual, [...usual, relist], [...usual, relist, outage])
  .chain((kinds) => fc.array(fc.oneof(...kinds), { minLength: 20, maxLength: 100, size: "max" }));

/** What follows from all that was told; each change has to be one, and what is gone stays gone. */
class Mirror {
  containers: Map<string, EngineContainer> | undefined;
  readonly #gone = new Set<string>();

  apply(change: ContainerChange): void {
    switch (change.kind) {
      case "listed":
        this.containers = new Map(change.containers.map((each) => [each.id, each]));
        expect(this.containers.size).toBe(change.containers.length);
        for (const id of this.containers.keys()) expect(this.#gone).not.toContain(id);
        break;
      case "lost":
        this.containers = undefined;
        break;
      case "changed":
        expect(this.containers?.get(change.container.id)).not.toEqual(change.container);
        expect(this.#gone).not.toContain(change.container.id);
        this.containers?.set(change.container.id, change.container);
        break;
      case "removed":
        expect(this.containers?.delete(change.id)).toBe(true);
        this.#gone.add(change.id);
        break;
    }
  }
}

class World {
  readonly engine: ScheduledEngine;
  readonly #scheduler: fc.Scheduler;
  readonly #watched: Engine;
  readonly #mirror = new Mirror();
  readonly #failures: unknown[] = [];
  #made = 0;

  constructor(engine: ScheduledEngine, scheduler: fc.Scheduler, watched: Engine) {
    this.engine = engine;
    this.#scheduler = scheduler;
    this.#watched = watched;
    watched.onDidChangeContainers((change) => {
      try {
        this.#mirror.apply(change);
      } catch (error) {
        this.#failures.push(error);
      }
    });
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "create":
        return this.#create(step.loose, step.image);
      case "start":
      case "stop":
      case "ill":
      case "rename":
      case "remove":
        return this.#happen(step.kind, step.which);
      case "tag":
      case "untag":
      case "load":
        return this.#image(step.kind, step.image, step.id);
      case "go":
        for (let count = 0; count < step.count; count++) await this.#one();
        return;
      case "break":
        return this.engine.break();
      case "down":
        this.engine.up = false;
        return this.engine.break();
      case "up":
        this.engine.up = true;
        return;
      case "relist":
        return void this.#watched.relist();
      case "settle":
        return this.settle();
    }
  }

  /** Goes on until nothing is under way and nothing waits for its time: then what is told is what is. */
  async settle(): Promise<void> {
    this.engine.up = true;
    for (let quiet = 0; quiet < 3; ) {
      quiet = (await this.#one()) ? 0 : quiet + 1;
      // The longest that anything waits for is the next attempt to connect.
      if (quiet > 0) await vi.advanceTimersByTimeAsync(5_000);
    }
    if (this.#failures.length > 0) throw this.#failures[0];
    expect(this.#watched.state.kind).toBe("connected");
    expect(this.#mirror.containers).toEqual(this.engine.truth());
  }

  async #one(): Promise<boolean> {
    const any = this.#scheduler.count() > 0;
    if (any) await this.#scheduler.waitOne();
    await vi.advanceTimersByTimeAsync(STEP_MS);
    // What a stream was given is read in turns of the event loop.
    await turn();
    await turn();
    return any;
  }

  #create(loose: boolean, image: string): void {
    const id = `c${++this.#made}`;
    const container = loose ? FakeContainer.loose(id, `web-${id}`) : new FakeContainer(id, id);
    container.image = image;
    container.imageId = this.engine.images.get(image) ?? imageId("1");
    this.engine.containers.set(id, container);
    this.engine.tell("container", "create", id);
  }

  #happen(what: "start" | "stop" | "ill" | "rename" | "remove", which: number): void {
    const all = [...this.engine.containers.values()];
    const container = all[which % all.length];
    // Nothing checks the health of what does not run.
    if (container === undefined || (what === "ill" && container.status !== "running")) return;
    const { id } = container;
    if (what === "start") container.start();
    else if (what === "stop") container.stop(container.runs);
    else if (what === "ill") container.health = container.health === "healthy" ? "unhealthy" : "healthy";
    else if (what === "rename") container.name = `${container.name}x`;
    else this.engine.containers.delete(id);
    const action = { start: "start", stop: "die", ill: "health_status", rename: "rename", remove: "destroy" };
    this.engine.tell("container", action[what], id);
  }

  /** As Docker tells it (26.1 and 28.5): of an untag and a load the id only. */
  #image(what: "tag" | "untag" | "load", name: string, id: string): void {
    const { images } = this.engine;
    const before = images.get(name);
    if (what === "untag") {
      images.delete(name);
      if (before !== undefined) this.engine.tell("image", "untag", before, before);
      return;
    }
    images.set(name, id);
    this.engine.tell("image", what, id, what === "tag" ? name : id);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("whatever comes between what in whatever order: in the end what is told is what is", async () => {
  const replay = fc.constantFrom<Replay>("all", "none");
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), replay, steps, async (scheduler, past, steps) => {
      const fake = new ScheduledEngine(scheduler);
      fake.replay = past;
      fake.images.set("shop", imageId("1"));
      const endpoint = { source: "setting", host: "unix:///nowhere" } as const;
      const engine = new Engine({
        endpoint,
        client: fake,
        logger: SILENT,
        random: () => 0,
        // Not loaded on the way: that would take turns that the schedule knows nothing of.
        describe: async (error, { host }) => ({ reason: `${host}: ${error}`, advice: "" }),
      });
      const world = new World(fake, scheduler, engine);
      try {
        engine.start();
        for (const step of steps) await world.take(step);
        await world.settle();
      } finally {
        engine.dispose();
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
