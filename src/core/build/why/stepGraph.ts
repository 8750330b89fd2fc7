import type { BuildStep } from "../../../shared/builds.ts";
import type { BuildGraph, GraphVertex } from "../progress/graph.ts";
import { buildSteps } from "../progress/measure.ts";
import { stepName } from "../progress/stepName.ts";
import { absorbedIn, reach, type Users, usersOf } from "./reach.ts";
import { isDependencyCopy, stageTakenFrom } from "./taken.ts";

/** A miss that is made from nothing that was missed. */
export interface Breaker {
  readonly step: BuildStep;
  /** All that is made from it was found in the cache in the end: its content was the same. */
  readonly isSame: boolean;
}

/** Beyond that many, which of them cost more is not worth the time. */
const MOST_WEIGHED = 50;

/**
 * The steps of a build with what each is made from. BuildKit's own vertexes (`[internal] load build context`) are
 * never "missed": whether they were at work says nothing. Nor does it of a FROM, which is told as cached in a build
 * from nothing, and as done in one where all is cached (BuildKit 0.25).
 */
export class StepGraph {
  /** All but FROM. */
  readonly steps: readonly BuildStep[];
  readonly #graph: BuildGraph;
  readonly #byDigest: ReadonlyMap<string, BuildStep>;
  readonly #users: Users;

  constructor(graph: BuildGraph) {
    this.#graph = graph;
    this.steps = buildSteps(graph, {}).filter(({ text }) => !/^FROM\s/i.test(text));
    this.#byDigest = new Map(this.steps.map((step) => [step.digest, step]));
    this.#users = usersOf(graph);
  }

  /** Whether it is told what is made from what: plain progress does not. */
  get isConnected(): boolean {
    return this.steps.length < 2 || this.steps.some(({ digest }) => this.inputs(digest).length > 0);
  }

  get cached(): readonly BuildStep[] {
    return this.steps.filter((step) => step.cached);
  }

  get missed(): readonly BuildStep[] {
    return this.steps.filter((step) => isMissed(step));
  }

  /** The vertexes that a step is made from. */
  inputs(digest: string): readonly GraphVertex[] {
    const { vertexes } = this.#graph;
    return (vertexes.get(digest)?.inputs ?? []).flatMap((input) => vertexes.get(input) ?? []);
  }

  /** The step and all vertexes that it is made from. */
  upstream(digest: string): ReadonlySet<string> {
    return reach([digest], (each) => this.#graph.vertexes.get(each)?.inputs ?? []);
  }

  /** The one that cost the most first: with all that had to be done again because of it. */
  breakers(): readonly Breaker[] {
    const missed = this.missed.map(({ digest }) => digest);
    const { vertexes } = this.#graph;
    const before = reach(missed, (digest) => vertexes.get(digest)?.inputs ?? []);
    // The last hits absorb nothing: what took the time is to be told, though its result is the same.
    const absorbed = absorbedIn(this.#graph, this.#users, (digest) => before.has(digest));
    const first = this.#first(new Set([...absorbed, ...this.#recipeMakers(absorbed)]));
    const same = absorbedIn(this.#graph, this.#users, () => true);
    return this.#byCost(first).map((step) => ({ step, isSame: same.has(step.digest) }));
  }

  /**
   * Steps that only make a recipe of the dependencies out of the code (cargo-chef's planner), which always miss: where
   * the recipe itself is another one, that is what counts.
   */
  #recipeMakers(absorbed: ReadonlySet<string>): readonly string[] {
    return this.missed.flatMap((copy) => {
      const from = stageTakenFrom(copy.text);
      if (from === undefined || absorbed.has(copy.digest) || !isDependencyCopy(copy.text)) return [];
      const source = this.inputs(copy.digest).find(
        ({ digest }) => this.#stage(digest) === from.toLowerCase(),
      );
      if (source === undefined) return [];
      const makers = [...this.upstream(source.digest)].filter((digest) =>
        isMissed(this.#byDigest.get(digest)),
      );
      const own = new Set(makers);
      const onlyForIt = makers.every((digest) =>
        (this.#users.get(digest) ?? []).every(
          (user) => own.has(user) || user === copy.digest || this.#graph.vertexes.get(user)?.cached === true,
        ),
      );
      const begin = makers.filter((digest) => this.inputs(digest).every((input) => !own.has(input.digest)));
      const outOfCode = begin.every((digest) => this.takesContext(digest));
      return onlyForIt && outOfCode ? makers : [];
    });
  }

  #stage(digest: string): string | undefined {
    return this.#byDigest.get(digest)?.stage.toLowerCase();
  }

  /** Whether it is made from files of this machine: the context, or another folder that was given. */
  takesContext(digest: string): boolean {
    return this.inputs(digest).some(({ name }) => isContext(name));
  }

  /** The same for all that it is made from: then its digest is another one in every build (BuildKit 0.13, 0.25). */
  dependsOnContext(digest: string): boolean {
    return [...this.upstream(digest)].some((each) => isContext(this.#graph.vertexes.get(each)?.name ?? ""));
  }

  /** The images that a step begins with or copies from, as FROM names them. */
  images(digest: string): readonly { readonly digest: string; readonly image: string }[] {
    return this.inputs(digest).flatMap(({ digest: own, name }) => {
      const image = imageOf(name);
      return image === undefined ? [] : [{ digest: own, image }];
    });
  }

  /** Misses that are made from nothing that was missed and counts. */
  #first(absorbed: ReadonlySet<string>): readonly BuildStep[] {
    const counting = this.missed.filter(({ digest }) => !absorbed.has(digest));
    const after = new Set<string>();
    const open = counting.map(({ digest }) => digest);
    for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
      for (const user of this.#users.get(digest) ?? []) {
        if (after.has(user)) continue;
        after.add(user);
        // Through what is no step: a step passes its own misses on anyway.
        if (!this.#byDigest.has(user)) open.push(user);
      }
    }
    return counting.filter(({ digest }) => !after.has(digest));
  }

  #byCost(steps: readonly BuildStep[]): readonly BuildStep[] {
    const costs = new Map(steps.slice(0, MOST_WEIGHED).map((step) => [step, this.#cost(step.digest)]));
    return [...steps].sort(
      (left, right) =>
        (costs.get(right) ?? 0) - (costs.get(left) ?? 0) || (left.startedAt ?? 0) - (right.startedAt ?? 0),
    );
  }

  #cost(digest: string): number {
    let cost = 0;
    const missedUsers = (of: string) =>
      (this.#users.get(of) ?? []).filter((user) => isMissed(this.#byDigest.get(user)));
    for (const each of reach([digest], missedUsers)) cost += this.#byDigest.get(each)?.duration ?? 0;
    return cost;
  }
}

/** They stand before the text. */
const NO_TARGETS: ReadonlySet<string> = new Set();

/** FROM's image; `undefined`: it is something else. */
export function imageOf(vertex: string): string | undefined {
  const text = stepName(vertex, NO_TARGETS)?.text ?? vertex;
  return /^FROM (\S+)/.exec(text)?.[1];
}

function isContext(name: string): boolean {
  return /^\[(?:\S+ )*internal\] load (?:remote )?build context$|^\[(?:\S+ )*context \S+\] load from client$/.test(
    name,
  );
}

function isMissed(step: BuildStep | undefined): boolean {
  return step !== undefined && !step.cached && step.startedAt !== undefined;
}
