import type { BuildError, BuildRecord, BuildResult, CacheBreaker } from "../../shared/builds.ts";
import { isSecretName, redactText } from "../base/redact.ts";
import type { MatchedBuild } from "./found/matched.ts";
import type { BuildRef, InspectedBuild } from "./found/ref.ts";
import type { BegunFacts, BuildIntent } from "./history/ports.ts";
import type { BuildGraph } from "./progress/graph.ts";
import { buildSteps, measure } from "./progress/measure.ts";

/** All that a record is made from; whoever has the same makes the same. */
export interface RecordFacts {
  readonly ref: BuildRef;
  readonly source: BuildRecord["source"];
  readonly result: BuildResult;
  readonly graph: BuildGraph;
  /** Absent where buildx has no history. */
  readonly inspected?: InspectedBuild;
  readonly matched?: MatchedBuild;
  readonly intent?: BuildIntent;
  readonly begun: BegunFacts;
  /** As {@link shownArguments} gives them. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly bases: readonly string[];
  readonly breaker: CacheBreaker;
  readonly error?: BuildError;
  readonly imageSize?: number;
  /** The service's last successful build before. */
  readonly previousSize?: number;
  readonly place: { readonly context?: string; readonly dockerfile?: string; readonly target?: string };
}

const MOST_ARGUMENTS = 50;
const LONGEST_ARGUMENT = 200;

export function makeRecord(facts: RecordFacts): BuildRecord {
  const { ref, graph, inspected, matched, intent, begun, imageSize, previousSize, error, place } = facts;
  const measured = measure(graph);
  // A step that another build has made already is told with the times of then.
  const startedAt = inspected?.startedAt ?? ref.at;
  const duration = inspected?.duration ?? Math.max(0, (measured.endedAt ?? startedAt) - startedAt);
  const steps = buildSteps(graph, { ended: facts.result });
  const cached = steps.filter((step) => step.cached).length;
  const begunSteps = steps.filter((step) => step.startedAt !== undefined || step.cached).length;
  const stack = matched?.stackId;
  const mode = intent?.mode ?? matched?.mode;
  const imageIds = [...new Set([...(inspected?.imageIds ?? []), ...measured.imageIds])];
  return {
    version: 1,
    id: ref.id,
    source: facts.source,
    trigger: intent?.trigger ?? "elsewhere",
    ...(stack === undefined ? {} : { stack }),
    services: matched?.services ?? [],
    ...(mode === undefined ? {} : { mode }),
    ...place,
    arguments: facts.arguments,
    bases: facts.bases,
    ...(begun.commit === undefined ? {} : { commit: begun.commit }),
    ...(begun.dirty === undefined ? {} : { dirty: begun.dirty }),
    startedAt: Math.round(startedAt),
    duration: Math.round(duration),
    result: facts.result,
    steps,
    cache: { cached, begun: begunSteps, partial: begunSteps < steps.length },
    ...(measured.contextBytes === undefined ? {} : { contextBytes: measured.contextBytes }),
    ...(measured.exportTime === undefined ? {} : { exportTime: measured.exportTime }),
    imageIds: facts.result === "succeeded" ? imageIds : [],
    ...(imageSize === undefined ? {} : { imageSize }),
    ...(imageSize === undefined || previousSize === undefined
      ? {}
      : { imageSizeChange: imageSize - previousSize }),
    breaker: facts.breaker,
    ...(error === undefined ? {} : { error }),
    ...(begun.manifest === undefined ? {} : { manifest: begun.manifest }),
  };
}

/** Arguments are no place for secrets, and are used as one. */
export function shownArguments(given: Readonly<Record<string, string>>): Record<string, string> {
  const some = Object.entries(given).slice(0, MOST_ARGUMENTS);
  return Object.fromEntries(
    some.map(([name, value]) => [
      name,
      isSecretName(name) ? "***" : redactText(value).slice(0, LONGEST_ARGUMENT),
    ]),
  );
}
