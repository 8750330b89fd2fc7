import type { BuildResult, BuildStep } from "../../../shared/builds.ts";
import type { BuildGraph, GraphVertex } from "./graph.ts";
import { graphOrder } from "./graphOrder.ts";
import { workTime } from "./intervals.ts";
import { type StepName, stepName, targetsOf } from "./stepName.ts";

const EXPORT = /^(?:\[[^\]]+\] )?exporting to /;
const CANCELED = "context canceled";

/** Times and spans in whole milliseconds. */
export interface BuildMeasure {
  /**
   * Of the numbered steps. `buildx history` counts all vertexes instead, the loading and the exporting too
   * (solver/llbsolver/history.go): its `NumCachedSteps` are the vertexes of the graph that are `cached`, its
   * `NumTotalSteps` all of them. Cached ones are mostly the same; of FROM only a part is ever called cached.
   */
  readonly cached: number;
  /** Numbered steps that were begun or found in the cache. */
  readonly begun: number;
  readonly contextBytes?: number;
  readonly exportTime?: number;
  readonly startedAt?: number;
  /** When the last of what has ended did. */
  readonly endedAt?: number;
  readonly imageIds: readonly string[];
}

export function measure(graph: BuildGraph): BuildMeasure {
  const vertexes = [...graph.vertexes.values()];
  const steps = stepsOf(graph).map(({ vertex }) => vertex);
  const intervals = vertexes.flatMap((vertex) => vertex.intervals);
  const exporting = vertexes.filter(({ name }) => EXPORT.test(name)).flatMap((vertex) => vertex.intervals);
  const latest = latestTime(graph);
  const startedAt = lowest(intervals.map(({ from }) => from));
  const endedAt = highest(intervals.flatMap(({ to }) => to ?? []));
  return {
    cached: steps.filter(({ cached }) => cached).length,
    begun: steps.filter(({ cached, intervals: own }) => cached || own.length > 0).length,
    ...(graph.contextBytes === undefined ? {} : { contextBytes: graph.contextBytes }),
    ...(exporting.length === 0 ? {} : { exportTime: Math.round(workTime(exporting, latest)) }),
    ...(startedAt === undefined ? {} : { startedAt: Math.round(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: Math.round(endedAt) }),
    imageIds: graph.imageIds,
  };
}

export interface StepOptions {
  /** By BuildKit's clock: steps at work have lasted until then; absent: until the last thing that was told. */
  readonly now?: number;
  /** Nothing is at work any more. */
  readonly ended?: BuildResult;
}

/** The Dockerfile's steps, each after those that it is made of. */
export function buildSteps(graph: BuildGraph, options: StepOptions = {}): readonly BuildStep[] {
  const until = options.ended === undefined ? (options.now ?? latestTime(graph)) : latestTime(graph);
  return stepsOf(graph).map(({ step, vertex }) => {
    const { digest, cached, intervals } = vertex;
    const startedAt = intervals[0]?.from;
    return {
      digest,
      ...step,
      cached,
      ...(startedAt === undefined ? {} : { startedAt: Math.round(startedAt) }),
      duration: Math.round(workTime(intervals, until)),
      state: stateOf(vertex, options.ended),
    };
  });
}

function stepsOf(graph: BuildGraph): readonly { readonly step: StepName; readonly vertex: GraphVertex }[] {
  const targets = targetsOf(graph.vertexes.values());
  return graphOrder(graph).flatMap((vertex) => {
    const step = stepName(vertex.name, targets);
    return step === undefined ? [] : [{ step, vertex }];
  });
}

function stateOf(
  { error, intervals, cached }: GraphVertex,
  ended: BuildResult | undefined,
): BuildStep["state"] {
  // Beside a step that fails, BuildKit cancels those that are at work.
  if (error !== undefined) return error.endsWith(CANCELED) ? "cancelled" : "failed";
  const last = intervals.at(-1);
  if (last === undefined) return cached ? "done" : "waiting";
  if (last.to !== undefined || ended === "succeeded") return "done";
  return ended === undefined ? "running" : "cancelled";
}

function latestTime({ vertexes }: BuildGraph): number {
  const times = [...vertexes.values()].flatMap(({ intervals }) =>
    intervals.map(({ from, to }) => to ?? from),
  );
  return highest(times) ?? 0;
}

// Not by `Math.max(...)`: so many arguments there can't be.
function highest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}

function lowest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));
}
