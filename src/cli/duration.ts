/** The longest that Node's timers can wait; beyond it they end at once (Node 24). */
const LONGEST_MS = 2 ** 31 - 1;

const UNITS_MS = { s: 1_000, m: 60_000 } as const;

/** @param text `30s`, `5m`, or seconds: `90` @returns milliseconds; `undefined` where it is none of these, 0, or over 24 days */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})([sm]?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const ms = Number(digits) * (unit === "m" ? UNITS_MS.m : UNITS_MS.s);
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

/** `40 ms`, `4.1 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / UNITS_MS.s).toFixed(1)} s`;
  const seconds = Math.round(ms / UNITS_MS.s);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** As a clock that runs: `0:42`, `12:05`, `1:02:03`. @param ms below 0 counts as 0 */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / UNITS_MS.s));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}
