import type { BuildRecord } from "../../shared/builds.ts";
import type { MatchedBuild } from "./found/matched.ts";

/** With fewer, there is nothing usual. */
const FEWEST = 2;
const LAST = 10;

/** The median of the last successful builds of the same services from the same folder, in milliseconds. */
export function usualDuration(
  records: readonly BuildRecord[],
  { stackId, services }: MatchedBuild,
  context: string | undefined,
): number | undefined {
  const times = records
    .filter((record) => record.result === "succeeded" && record.context === context)
    .filter((record) => isOf(record, stackId, services))
    .slice(0, LAST)
    .map(({ duration }) => duration)
    .sort((left, right) => left - right);
  return times.length < FEWEST ? undefined : times[Math.floor(times.length / 2)];
}

/** Of the same stack, and of one of the services at least. */
export function isOf(
  { stack, services }: Pick<BuildRecord, "stack" | "services">,
  stackId: string,
  wanted: readonly string[],
): boolean {
  return stack === stackId && services.some((service) => wanted.includes(service));
}
