/** Go's zero time, `0001-01-01T00:00:00Z`, and everything else before this is "never". */
const EARLIEST = Date.UTC(1971, 0, 1);

/** An engine's RFC 3339 time, with up to nine digits of a fraction, in milliseconds; `undefined` for "never". */
export function parseTime(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || time < EARLIEST ? undefined : time;
}
