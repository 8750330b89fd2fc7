import type { ContainerState } from "../../shared/model.ts";
import { formatMoment } from "../times.ts";
import type { Style } from "./row.ts";

/** Absolute, so that it stays true without a timer; of several containers, the running one that started last. */
export function sinceText(
  containers: readonly ContainerState[],
  { t, times }: Pick<Style, "t" | "times">,
): string | undefined {
  let last: number | undefined;
  for (const { status, startedAt } of containers) {
    if (status === "running" && startedAt !== undefined) last = Math.max(last ?? startedAt, startedAt);
  }
  return last === undefined ? undefined : t("since {0}", formatMoment(last, times));
}
