import type { GraphVertex } from "./graph.ts";

/** A vertex's name as a step of a Dockerfile: `[server builder 2/3] RUN cargo build`. */
export interface StepName {
  readonly stage: string;
  readonly number: number;
  readonly of: number;
  /** The instruction, in one line. */
  readonly text: string;
}

/**
 * Up to three words: the target (Compose, bake), the platform (where there are several), the stage. Numbers stand in
 * columns: `[stage-0  9/11]`, `[ 9/11]`.
 */
const STEP = /^\[ *((?:\S+ +){0,3})(\d{1,6})\/(\d{1,6})\] (.*)$/s;
const TARGET = /^\[(\S+) internal\] /;

/** What BuildKit numbers: FROM, RUN, COPY, ADD, WORKDIR. `undefined` for its own work: loading, exporting. */
export function stepName(name: string, targets: ReadonlySet<string>): StepName | undefined {
  const [, front = "", number, of, text = ""] = STEP.exec(name) ?? [];
  if (number === undefined || of === undefined) return undefined;
  const words = front.split(" ").filter((word) => word !== "" && !word.includes("/"));
  // Of a Dockerfile with one stage that has no name, the target stands alone.
  const stage = words.length === 1 && targets.has(front.trim()) ? "" : (words.at(-1) ?? "");
  return { stage, number: Number(number), of: Number(of), text: text.trim().replace(/\s+/g, " ") };
}

/** The targets that Compose or bake put before the names; none where one Dockerfile is built by itself. */
export function targetsOf(vertexes: Iterable<GraphVertex>): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const { name } of vertexes) {
    const target = TARGET.exec(name)?.[1];
    if (target !== undefined) targets.add(target);
  }
  return targets;
}
