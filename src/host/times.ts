import type { Translate } from "./translate.ts";

/** How times are written: the user's language, and the time zone of the machine that Dev Loop runs on. */
export interface TimeStyle {
  readonly now: number;
  readonly locale: string;
  /** IANA name; absent: the machine's own. */
  readonly timeZone?: string;
}

/** `10:41`, and with the day where that is not today: `Nov 20, 10:41`. @param time ms since the epoch */
export function formatMoment(time: number, style: TimeStyle): string {
  const sameDay = dayOf(time, style) === dayOf(style.now, style);
  return format(time, style, {
    hour: "2-digit",
    minute: "2-digit",
    // The display language says nothing of how its reader likes hours; 24 of them need no suffix.
    hourCycle: "h23",
    ...(sameDay ? {} : { month: "short", day: "numeric" }),
  });
}

/** `10:41:07`, and with the day where that is not today: `Nov 20, 2026, 10:41:07`; for tooltips. */
export function formatExactly(time: number, style: TimeStyle): string {
  const sameDay = dayOf(time, style) === dayOf(style.now, style);
  return format(time, style, {
    ...(sameDay ? {} : { dateStyle: "medium" }),
    timeStyle: "medium",
    hourCycle: "h23",
  });
}

/** `45 s`, `3 min`, `2 h 14 min`, `3 d 4 h`; never negative, though the engine's clock may be ahead of ours. */
export function formatDuration(milliseconds: number, t: Translate): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return t("{0} s", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("{0} min", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t("{0} h {1} min", hours, minutes % 60);
  return t("{0} d {1} h", Math.floor(hours / 24), hours % 24);
}

/** What somebody waited for, to the tenth: `40 ms`, `4.1 s`, `1 min 12 s`. @param milliseconds not negative */
export function formatSpan(milliseconds: number, t: Translate): string {
  if (milliseconds < 100) return t("{0} ms", Math.round(milliseconds));
  // Rounded first: 59.97 s is a minute.
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return t("{0} s", (tenths / 10).toFixed(1));
  const seconds = Math.round(milliseconds / 1000);
  return t("{0} min {1} s", Math.floor(seconds / 60), seconds % 60);
}

/** Tells days apart, so that what names no day can be written anew after midnight. */
export function dayOf(time: number, style: Omit<TimeStyle, "now">): string {
  return format(time, style, { dateStyle: "short" });
}

/** A running clock: `0:42`, `12:05`, `1:02:05`; never negative, as {@link formatDuration}. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (count: number) => String(count).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = two(seconds % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes % 60)}:${rest}`;
}

/** Making a formatter costs 50 times what using it does, and every row is written several times for each change. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(
  time: number,
  { locale, timeZone }: Omit<TimeStyle, "now">,
  options: Intl.DateTimeFormatOptions,
): string {
  const all = { ...options, ...(timeZone === undefined ? {} : { timeZone }) };
  const key = JSON.stringify([locale, all]);
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, all);
  formatters.set(key, formatter);
  return formatter.format(time);
}
