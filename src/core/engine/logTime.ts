const SPACE = 0x20;
const DOT = 0x2e;
const UPPER_Z = 0x5a;
const CANONICAL = 30;
const LONGEST = 40;

export interface Timed {
  /**
   * `2026-11-21T09:36:43.899800128Z`: always nine digits and UTC, so that times compare as texts do.
   * Empty where the bytes do not start with a time.
   */
  readonly time: string;
  readonly bytes: Buffer;
}

/** Takes the time off that `timestamps=1` puts before every message. */
export function splitTime(bytes: Buffer): Timed {
  // As Docker (19 to 28) writes it. This runs for every line of a log.
  if (bytes[CANONICAL] === SPACE && bytes[CANONICAL - 1] === UPPER_Z && bytes[19] === DOT) {
    return { time: bytes.toString("latin1", 0, CANONICAL), bytes: bytes.subarray(CANONICAL + 1) };
  }
  const space = bytes.subarray(0, LONGEST).indexOf(SPACE);
  const time = space === -1 ? undefined : canonicalTime(bytes.toString("latin1", 0, space));
  return time === undefined ? { time: "", bytes } : { time, bytes: bytes.subarray(space + 1) };
}

/** Where the first time of Docker's form starts that is later than the given one; -1 where there is none. */
export function laterTimeAt(bytes: Buffer, time: string): number {
  if (time === "") return -1;
  for (const match of bytes.toString("latin1").matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /g)) {
    if (match[0].slice(0, CANONICAL) > time) return match.index;
  }
  return -1;
}

/** Podman and some drivers leave out digits, or write an offset. */
function canonicalTime(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const [, seconds, fraction = "", zone] = match ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  const time = Date.parse(seconds + zone);
  if (Number.isNaN(time)) return undefined;
  return `${new Date(time).toISOString().slice(0, 19)}.${fraction.padEnd(9, "0")}Z`;
}

/** As the engine's `since` wants it: `1795244738.000000001`. */
export function toSince(time: string): string {
  return `${Date.parse(`${time.slice(0, 19)}Z`) / 1000}.${time.slice(20, 29)}`;
}
