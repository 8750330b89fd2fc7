import type { Stats } from "node:fs";

/** When a file became what it is. */
export interface FileTime {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Its content was written then; false: it was moved here, or only what is said about it has changed. */
  readonly written: boolean;
}

/** An editor that writes a new file and puts it in the old one's place takes less time. */
export const SAVING_MS = 2_000;
/** The clock of a file system may be so much ahead of the one that is asked. */
const AHEAD_MS = 1_000;

/** @param now a time of writing after it is none: anybody can set it, unlike the time of the last change */
export function fileTime({ mtimeMs, ctimeMs }: Pick<Stats, "mtimeMs" | "ctimeMs">, now: number): FileTime {
  const isTrue = mtimeMs <= now + AHEAD_MS;
  const at = isTrue ? Math.max(mtimeMs, ctimeMs) : ctimeMs;
  return { at: Math.floor(Math.min(at, now + AHEAD_MS)), written: isTrue && ctimeMs - mtimeMs <= SAVING_MS };
}
