import type { NeededAction, NotSeenCause, ReloadPhase, ReloadState } from "../shared/model.ts";
import { recordedLoop } from "../shared/recordedLoop.ts";
import { durationText } from "./duration.ts";

const CAUSES: Readonly<Record<NotSeenCause, string>> = {
  readOnlyMount: "read-only mount",
  notMounted: "not mounted",
  notWatched: "not watched",
  watcherNotRunning: "watcher not running",
  noFileEvents: "no file events",
  watchOff: "docker compose watch is off",
};

const NEEDED: Readonly<Record<NeededAction["action"], string>> = {
  restart: "restart needed",
  recreate: "recreate needed",
  rebuild: "rebuild needed",
  watch: "docker compose watch needed",
};

/** Where a service's last reload has got to, in a few words, in the verdict's order: `failed, 2 errors`, `running, new, 4.1 s`. */
export function reloadText(reload: ReloadState): string {
  const { phase, seen, needs, serving } = reload;
  if (["compiling", "failed", "crashed"].includes(phase.kind)) return phaseText(phase);
  if (needs !== undefined) return neededText(needs);
  if (seen?.kind === "no") return notSeenText(seen.cause);
  if (seen?.kind === "pending") return "change not seen yet";
  if (phase.kind !== "running") return phaseText(phase);
  const loopMs = loopOfLastChange(reload);
  return [
    phaseText(phase),
    ...(serving.kind === "new" || serving.kind === "old" ? [serving.kind] : []),
    ...(serving.kind === "new" && loopMs !== undefined ? [durationText(loopMs)] : []),
  ].join(", ");
}

export function phaseText(phase: ReloadPhase): string {
  switch (phase.kind) {
    case "compiling":
      return phase.waitsForLock ? "compiling, waits for a lock" : "compiling";
    case "failed":
      return phase.errors === 0
        ? "failed"
        : `failed, ${phase.errors} ${phase.errors === 1 ? "error" : "errors"}`;
    case "crashed":
      return phase.exitCode === undefined ? "crashed" : `crashed (${phase.exitCode})`;
    case "unknown":
    case "waiting":
    case "built":
    case "running":
      return phase.kind;
  }
}

export function notSeenText(cause: NotSeenCause): string {
  return `not seen: ${CAUSES[cause]}`;
}

export function neededText({ action }: NeededAction): string {
  return NEEDED[action];
}

/** What came later than this was no reaction to the change. */
const LONGEST_REACTION_MS = 60_000;

/** From the last change to what came of it, in milliseconds; `undefined` where it is not known to be of that change. */
export function loopOfLastChange(reload: ReloadState): number | undefined {
  const { change, seen, phase } = reload;
  if (change === undefined || seen?.kind !== "yes") return undefined;
  const recorded = recordedLoop(reload);
  if (recorded !== undefined) return recorded.total;
  // It is recorded after the state was told, which a command does not wait for.
  const isDone = phase.kind === "running" || phase.kind === "waiting";
  if (!isDone || phase.since < seen.at || seen.at - change.at > LONGEST_REACTION_MS) return undefined;
  return Math.round(phase.since - change.at);
}
