import type { LoopStats, LoopTime } from "../../shared/model.ts";

/** So many of the last reloads are what a service's loop is told by. */
export const LAST_LOOPS = 50;
/** With fewer no trend is told. */
const LEAST_FOR_TREND = 6;
/** What differs by less is steady. */
const STEADY = 0.2;

/** @param loops in order of time, the last one last; `undefined` for none */
export function loopStats(loops: readonly LoopTime[]): LoopStats | undefined {
  const counted = loops.slice(-LAST_LOOPS);
  const last = counted.at(-1);
  if (last === undefined) return undefined;
  const totals = counted.map(({ total }) => total);
  return {
    last,
    count: counted.length,
    p50: percentile(totals, 0.5),
    p95: percentile(totals, 0.95),
    trend: trend(totals),
  };
}

function trend(totals: readonly number[]): LoopStats["trend"] {
  if (totals.length < LEAST_FOR_TREND) return "steady";
  const middle = Math.floor(totals.length / 2);
  const before = percentile(totals.slice(0, middle), 0.5);
  const now = percentile(totals.slice(middle), 0.5);
  if (now > before * (1 + STEADY)) return "slower";
  return now < before * (1 - STEADY) ? "faster" : "steady";
}

/** The nearest rank: one that was measured. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
