const SECONDS = 19;
const POINT = 0x2e;
const ZULU = 0x5a;
const ZERO = 0x30;
/** Nanoseconds; what is beyond them is no time of BuildKit's. */
const MAX_DIGITS = 9;
const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads times as Go writes them (RFC 3339, up to nanoseconds) to milliseconds since the epoch, with their fraction: of
 * a vertex's intervals one may end, and the next one begin, within a millisecond. Nearly each time is of the same
 * second as the one before it, which is read once: `Date.parse` of all would take longer than `JSON.parse` of the
 * lines that they are in.
 */
export class TimeReader {
  #second = "";
  #at = 0;

  /** `undefined` for what is no time, and for Go's zero time (`0001-01-01T00:00:00Z`). */
  read(value: unknown): number | undefined {
    if (typeof value !== "string") return undefined;
    if (this.#second !== "" && value.startsWith(this.#second)) {
      const fraction = zuluFraction(value);
      if (fraction !== undefined) return this.#at + fraction;
    }
    const [, second = "", fraction = "", zone = ""] = RFC_3339.exec(value) ?? [];
    const at = Date.parse(second + zone);
    // NaN too.
    if (!(at > 0)) return undefined;
    if (zone === "Z") {
      this.#second = second;
      this.#at = at;
    }
    return at + (zuluFraction(value) ?? Number(`0${fraction}`) * 1000);
  }
}

/** Of what follows the seconds, `.899773532Z` or `Z`, in milliseconds; `undefined` where it is anything else. */
function zuluFraction(text: string): number | undefined {
  const end = text.length - 1;
  if (text.charCodeAt(end) !== ZULU) return undefined;
  if (end === SECONDS) return 0;
  const digits = end - SECONDS - 1;
  if (text.charCodeAt(SECONDS) !== POINT || digits < 1 || digits > MAX_DIGITS) return undefined;
  let value = 0;
  for (let index = SECONDS + 1; index < end; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = value * 10 + digit;
  }
  return value * 10 ** (3 - digits);
}
