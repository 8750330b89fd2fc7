/** From then on `history inspect` can be read by programs; `history` itself is there since 0.20. */
const FIRST = [0, 21] as const;

/**
 * Whether a buildx tells the history of builds, by what `docker buildx version` prints:
 * `github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4`, `github.com/docker/buildx v0.20.0 8e30c46`.
 */
export function hasHistory(version: string): boolean {
  const [, major, minor] = /\sv?(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > FIRST[0] || (Number(major) === FIRST[0] && Number(minor) >= FIRST[1]);
}
