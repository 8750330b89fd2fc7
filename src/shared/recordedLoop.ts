import type { LoopTime, ReloadState } from "./model.ts";

/** The last loop, where it is the last change's; `undefined` also until it is recorded. */
export function recordedLoop({ change, seen, loop }: ReloadState): LoopTime | undefined {
  if (change === undefined || seen?.kind !== "yes") return undefined;
  // Files' times have fractions, those of loops have none.
  return loop !== undefined && loop.last.at >= Math.floor(change.at) ? loop.last : undefined;
}
