import type { BuildBrief, BuildResult, BuildsState, LiveBuild } from "../shared/builds.ts";

/** Files' times are coarser than clocks. */
const GRAIN_MS = 1_000;

/** Which of the builds that the core tells of are a run's own. */
export class RunBuilds {
  readonly #stackId: string;
  readonly #since: number;
  readonly #before: Set<string>;
  readonly #ids = new Set<string>();

  /**
   * @param since when the run began, before anything was started, in milliseconds since the epoch
   * @param before the builds that were kept then: by its times alone, which are the builder's, none can be told to be older
   */
  constructor(stackId: string, since: number, before: readonly { readonly id: string }[]) {
    this.#stackId = stackId;
    this.#since = since;
    this.#before = new Set(before.map(({ id }) => id));
  }

  /** Has to see every state, for a build can be short. */
  look({ live, last }: BuildsState): void {
    const fresh = (id: string) => !this.#before.has(id) && !this.#ids.has(id);
    for (const { id, trigger, stackId, startedAt } of live) {
      if (startedAt < this.#since - GRAIN_MS) this.#before.add(id);
      else if (trigger === "cli" && stackId === this.#stackId && fresh(id)) this.#ids.add(id);
    }
    for (const { id, trigger, stack } of last) {
      if (trigger === "cli" && stack === this.#stackId && fresh(id)) this.#ids.add(id);
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  get any(): boolean {
    return this.#ids.size > 0;
  }

  live(builds: BuildsState): LiveBuild[] {
    return builds.live.filter(({ id }) => this.#ids.has(id));
  }

  ended(builds: BuildsState): BuildBrief[] {
    return builds.last.filter(({ id }) => this.#ids.has(id));
  }

  /** Whether the records of all that there was to build are there, now that the command has ended. */
  areKept(builds: BuildsState, services: readonly string[], result: BuildResult): boolean {
    if (this.live(builds).length > 0) return false;
    const ended = this.ended(builds);
    if (result === "cancelled") return true;
    // The others were ended with the one that failed, if they were begun at all.
    if (result === "failed") return ended.some((build) => build.result === result);
    const built = new Set(ended.flatMap((build) => build.services));
    return ended.length > 0 && services.every((service) => built.has(service));
  }
}
