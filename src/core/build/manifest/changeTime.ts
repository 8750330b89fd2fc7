/** A kernel's clock for files ticks every 1 to 10 ms, and is read a little before the change is made. */
const TICK_MS = 20;
/** Some file systems know seconds (HFS+), or every other (FAT). */
const COARSE_MS = 2_000;

/**
 * Whether a change time is surely before another time: whatever it is of is then as it was at that time, for a change
 * since would have set a later one, which no program can set by itself.
 */
export function isBefore(changeTime: number, time: number): boolean {
  return changeTime < time - (changeTime % 1_000 === 0 ? COARSE_MS : TICK_MS);
}
