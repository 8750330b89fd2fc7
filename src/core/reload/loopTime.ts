import type { LoopTime, ReloadState } from "../../shared/model.ts";
import type { Machine } from "./machine.ts";

/** What came later than this was no reaction to the change. */
const LONGEST_REACTION_MS = 60_000;

/**
 * The loop that has just been closed: what runs, or has ended well, was built from the last change.
 * @param answeredAt when the probe answered, where one is set
 */
export function loopOf(
  { serving, phase, change, seen }: ReloadState,
  { epoch, before }: Machine,
  answeredAt: number | undefined,
): LoopTime | undefined {
  if (epoch === undefined || change === undefined || seen?.kind !== "yes") return undefined;
  // The change before it was the last one that this epoch is about.
  if (before !== undefined && before.at >= change.at) return undefined;
  const { at, builtAt, launchedAt } = epoch;
  const react = at - change.at;
  if (react < 0 || react > LONGEST_REACTION_MS) return undefined;
  const ended = phase.kind === "waiting" && epoch.step.kind === "ended" ? epoch.step.at : undefined;
  if (serving.kind !== "new" && ended === undefined) return undefined;
  const done = answeredAt ?? launchedAt ?? ended ?? at;
  const compiled = builtAt ?? (launchedAt === undefined ? ended : undefined);
  return {
    at: Math.round(at),
    react: Math.round(react),
    ...(compiled === undefined ? {} : { compile: Math.round(compiled - at) }),
    ...(compiled === undefined || done <= compiled ? {} : { start: Math.round(done - compiled) }),
    total: Math.round(done - change.at),
  };
}
