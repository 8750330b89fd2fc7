const FIRST_MS = 250;
const CAP_MS = 4_000;

/**
 * How long to wait before the next attempt: doubling from 250 ms to a cap, of which a random half, so that
 * several windows do not all ask an engine at the moment that it comes back.
 *
 * @param failures how many attempts have failed in a row, from 1
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, random: () => number, capMs = CAP_MS): number {
  const full = Math.min(capMs, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return full / 2 + (full / 2) * random();
}
