import * as fc from "fast-check";

/** The bytes in two, cut at every place. */
export function* cutOnce(bytes: Buffer): Generator<readonly Buffer[]> {
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
}

/** The bytes cut at the given places. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const ends = [...sorted, bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

/** Places to cut at; taken modulo the length by {@link cutAt}. */
export const places = fc.array(fc.nat({ max: 100_000 }), { maxLength: 30 });
