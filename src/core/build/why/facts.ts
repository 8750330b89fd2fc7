import type { BuildRecord } from "../../../shared/builds.ts";
import type { InspectedBuild } from "../found/ref.ts";
import type { BuildGraph } from "../progress/graph.ts";

/** What is known of a build when it is asked why steps of it were not found in the cache. */
export interface BreakFacts {
  readonly graph: BuildGraph;
  readonly arguments: Readonly<Record<string, string>>;
  readonly bases: readonly string[];
  /** The same target's build before, if one is kept: what is not in it is new. */
  readonly previous?: Pick<BuildRecord, "arguments" | "bases" | "steps">;
  /** Files of the context that differ from that build's, relative with slashes; absent: not known. */
  readonly changedFiles?: readonly string[];
  /** As it was built, or is now: tells which arguments a step sees. Absent where it can't be read. */
  readonly dockerfileText?: string;
  /** Whether what the Dockerfile says differs from that build's; absent: not known. */
  readonly dockerfileChanged?: boolean;
}

/** What is known of a build that has failed. */
export interface ErrorFacts {
  readonly graph: BuildGraph;
  /** Absent where buildx has no history. */
  readonly inspected?: Pick<InspectedBuild, "error">;
  /** What the command that was run printed, plain; for builds that we started. */
  readonly output?: string;
  /** Absolute, on this machine; absent: then there is no place. */
  readonly dockerfile?: string;
  /** The Dockerfile's text; absent where it can't be read. */
  readonly dockerfileText?: string;
}
