import type { Interval } from "./graph.ts";

/**
 * In order, and those that overlap as one: where targets share a vertex, Compose's output tells each of its times once
 * for every target, a tenth of a millisecond apart. As BuildKit has it (progressui/display.go), but that one without an
 * end has ended where a later one has.
 */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || (last.to !== undefined && last.to < next.from)) result.push(next);
    else result[result.length - 1] = interval(last.from, later(last.to, next.to));
  }
  return result;
}

/** Milliseconds at work. `until`: of one that has no end. */
export function workTime(intervals: readonly Interval[], until: number): number {
  return joined(intervals).reduce((sum, { from, to }) => sum + Math.max(0, (to ?? until) - from), 0);
}

function interval(from: number, to: number | undefined): Interval {
  return to === undefined ? { from } : { from, to };
}

/** The later one counts, whether it has ended or not. */
function later(before: number | undefined, next: number | undefined): number | undefined {
  return before === undefined || next === undefined ? next : Math.max(before, next);
}
