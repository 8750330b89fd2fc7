import type { BuildResult } from "../../../shared/builds.ts";
import type { BuildRef } from "../found/ref.ts";
import type { BuildHistory } from "../history/ports.ts";
import type { ProgressItem } from "../progress/item.ts";

/** Where those who build tell of it. */
export interface BuildRun extends Pick<BuildHistory, "intend"> {
  /** buildx keeps a history, in which what we start is found as any other build is (0.21 and later). */
  hasHistory(signal: AbortSignal): Promise<boolean>;
  /** Where it does not: a build of ours has begun. */
  begin(build: OwnBuildFacts): OwnBuild;
}

export interface OwnBuildFacts {
  /** Its id is `own/…`. */
  readonly ref: BuildRef;
  readonly stackId: string;
  readonly service: string;
  /** The mode's label. */
  readonly mode?: string;
}

/** A build of ours under way. */
export interface OwnBuild {
  push(items: readonly ProgressItem[]): void;
  /** @param output what the command has printed, as readable text, the last of it */
  end(result: BuildResult, output: string): Promise<void>;
}
