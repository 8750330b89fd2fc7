/** By UTF-16 units: the same on every machine, whatever its language. */
export function byName(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
