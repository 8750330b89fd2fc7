const DASH = 0x2d;
const COLON = 0x3a;
const SPACE = 0x20;
const DOT = 0x2e;
const ZERO = 0x30;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
const CANONICAL = 30;
const LONGEST = 40;

/** A moment by the engine's clock, to the nanosecond, which milliseconds in one number can't tell. */
export interface LogTime {
  /** Since the epoch; 0 where there is no time. */
  readonly seconds: number;
  readonly nanos: number;
}

export interface Timed extends LogTime {
  /** Where what was written begins, behind the time and its space; where it was looked for if there is none. */
  readonly from: number;
}

/** Below 0 where the first is the earlier one. */
export function compareTimes(a: LogTime, b: LogTime): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/** The time that `timestamps=1` puts before every message, among the bytes from `at` to `end`. Makes no string. */
export function readTime(bytes: Buffer, at = 0, end = bytes.length): Timed {
  // As Docker (19 to 28) writes it. This runs for every line of a log.
  if (end - at > CANONICAL && bytes[at + CANONICAL] === SPACE && bytes[at + CANONICAL - 1] === UPPER_Z) {
    const seconds = readSeconds(bytes, at);
    const nanos = digits(bytes, at + 20, 9);
    if (seconds > 0 && nanos >= 0) return { seconds, nanos, from: at + CANONICAL + 1 };
  }
  const space = bytes.subarray(at, Math.min(end, at + LONGEST)).indexOf(SPACE);
  const time = space === -1 ? undefined : parseTime(bytes.toString("latin1", at, at + space));
  return time === undefined ? { seconds: 0, nanos: 0, from: at } : { ...time, from: at + space + 1 };
}

/** Where the first time of Docker's form starts that is later than the given one; -1 where there is none. */
export function laterTimeAt(bytes: Buffer, time: LogTime): number {
  if (time.seconds === 0) return -1;
  for (let end = bytes.indexOf("Z ", CANONICAL - 1); end !== -1; end = bytes.indexOf("Z ", end + 1)) {
    const at = end + 1 - CANONICAL;
    const seconds = readSeconds(bytes, at);
    const nanos = digits(bytes, at + 20, 9);
    if (seconds > 0 && nanos >= 0 && compareTimes({ seconds, nanos }, time) > 0) return at;
  }
  return -1;
}

/** As the engine's `since` wants it: `1795244738.000000001`. */
export function toSince({ seconds, nanos }: LogTime): string {
  return `${seconds}.${String(nanos).padStart(9, "0")}`;
}

/** Of `2026-11-21T09:36:43.`, in UTC; negative where that is not what is there. */
function readSeconds(bytes: Buffer, at: number): number {
  const punctuated =
    bytes[at + 4] === DASH &&
    bytes[at + 7] === DASH &&
    bytes[at + 10] === UPPER_T &&
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON &&
    bytes[at + 19] === DOT;
  if (!punctuated) return -1;
  const year = digits(bytes, at, 4);
  const month = digits(bytes, at + 5, 2);
  const day = digits(bytes, at + 8, 2);
  const hour = digits(bytes, at + 11, 2);
  const minute = digits(bytes, at + 14, 2);
  const second = digits(bytes, at + 17, 2);
  const valid = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!valid || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  return ((daysBefore(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

/** Days since 1970-01-01 (Howard Hinnant's `days_from_civil`): no object is made, as a `Date` would be. */
function daysBefore(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NEGATIVE_INFINITY;
    value = value * 10 + digit;
  }
  return value;
}

/** Podman and some drivers leave out digits, or write an offset. */
function parseTime(text: string): LogTime | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const [, seconds, fraction = "", zone] = match ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  const time = Date.parse(seconds + zone);
  if (Number.isNaN(time)) return undefined;
  return { seconds: time / 1000, nanos: Number(fraction.padEnd(9, "0")) };
}
