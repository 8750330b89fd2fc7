import type { Disposable } from "../../../src/shared/disposable.ts";
import type { AppState, ContainerState } from "../../../src/shared/model.ts";
import { seededRandom } from "../statistics.ts";
import { containersOf, type Watched, whenShown } from "./core.ts";
import type { EngineApi, EventLog } from "./engineApi.ts";

/** What may be done to a container, the event that tells of it, and the state that it leads to. */
const ACTIONS = {
  kill: { event: "die", status: "exited" },
  pause: { event: "pause", status: "paused" },
  unpause: { event: "unpause", status: "running" },
  start: { event: "start", status: "running" },
  restart: { event: "start", status: "running" },
} as const;

export type Action = keyof typeof ACTIONS;

/** What one change took, in ms after the time that the engine itself wrote on the event. */
export interface Delay {
  /** Until what is watched showed it. */
  readonly shown: number;
  /** Until a bare reader of the event stream in the same process had the event. */
  readonly received: number;
}

/** Containers that change at the same time. */
const LANES = 2;
const LIMIT_MS = 60_000;

/** Changes containers at the engine, behind the back of what is watched, and sees when it shows there. */
export class Changes {
  readonly #watched: Watched;
  readonly #api: EngineApi;
  readonly #events: EventLog;

  constructor(watched: Watched, api: EngineApi, events: EventLog) {
    this.#watched = watched;
    this.#api = api;
    this.#events = events;
  }

  /** `count` changes of random containers; afterwards everything runs again. */
  async some(count: number, without: readonly Action[] = []): Promise<Delay[]> {
    const random = seededRandom(1);
    const ids = containersOf(this.#watched.app()).map(({ id }) => id);
    const lane = async (_: unknown, index: number): Promise<Delay[]> => {
      const own = ids.filter((_id, position) => position % LANES === index);
      const done: Delay[] = [];
      while (done.length < count / LANES) {
        const container = this.#find(own[Math.floor(random() * own.length)]);
        const possible = possibleActions(container).filter((each) => !without.includes(each));
        const action = possible[Math.floor(random() * possible.length)] ?? "kill";
        done.push(await this.#change(container, action));
      }
      return done;
    };
    const delays = await Promise.all(Array.from({ length: LANES }, lane));
    for (const each of containersOf(this.#watched.app())) {
      if (each.status !== "running") await this.#change(each, each.status === "paused" ? "unpause" : "start");
    }
    return delays.flat();
  }

  /** All at once. */
  async restartAll(): Promise<Delay[]> {
    const all = containersOf(this.#watched.app());
    return await Promise.all(all.map((each) => this.#change(each, "restart")));
  }

  async #change(before: ContainerState, action: Action): Promise<Delay> {
    const { id } = before;
    const { event, status } = ACTIONS[action];
    const since = Date.now();
    const starts = action === "start" || action === "restart";
    const isShown = (app: AppState): boolean => {
      const now = containersOf(app).find((each) => each.id === id);
      // What was started anew is shown as running before it is known since when.
      return now?.status === status && (!starts || now.startedAt !== before.startedAt);
    };
    const shown = new ShownSince(this.#watched, isShown);
    try {
      const [told] = await Promise.all([this.#events.first(id, event, since), this.#api.act(id, action)]);
      await whenShown(this.#watched, isShown, LIMIT_MS);
      // An event before it (`kill`) may have had the container looked at in time to see what the event then tells.
      return {
        shown: Math.max(0, (shown.since ?? Date.now()) - told.at),
        received: told.receivedAt - told.at,
      };
    } finally {
      shown.dispose();
    }
  }

  #find(id: string | undefined): ContainerState {
    const container = containersOf(this.#watched.app()).find((each) => each.id === id);
    if (container === undefined) throw new Error(`Container ${id?.slice(0, 12)} has gone.`);
    return container;
  }
}

function possibleActions({ status }: ContainerState): readonly Action[] {
  if (status === "paused") return ["unpause"];
  return status === "running" ? ["kill", "pause", "restart"] : ["start"];
}

/** Since when a condition holds without a break. */
class ShownSince implements Disposable {
  readonly #subscription: Disposable;
  since: number | undefined;

  constructor(watched: Watched, condition: (app: AppState) => boolean) {
    this.#subscription = watched.onDidChange(() => {
      this.since = condition(watched.app()) ? (this.since ?? Date.now()) : undefined;
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
