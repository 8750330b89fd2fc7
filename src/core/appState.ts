import type { BuildsState } from "../shared/builds.ts";
import type { AppState, CliState, EngineState, StackState, Trust } from "../shared/model.ts";
import { share } from "../shared/patch.ts";

/** What the features know, each by itself. */
export interface StateParts {
  readonly trust: Trust;
  readonly engine: EngineState;
  readonly cli: CliState;
  readonly scanned: boolean;
  /** The engine has told its containers; `connected` alone comes a moment before. */
  readonly listed: boolean;
  readonly stacks: readonly StackState[];
  readonly builds: BuildsState;
}

/** One state of them all; what did not change keeps its identity, so that a diff finds it in no time. */
export function assemble(previous: AppState, parts: StateParts): AppState {
  const engineAnswered =
    parts.engine.kind === "unreachable" || (parts.engine.kind === "connected" && parts.listed);
  const next: AppState = {
    trust: parts.trust,
    engine: parts.engine,
    cli: parts.cli,
    settled: parts.trust === "untrusted" || (parts.scanned && engineAnswered),
    stacks: parts.stacks,
    builds: parts.builds,
  };
  return share(previous, next);
}
