import { lstatSync, type Stats, type statSync } from "node:fs";

/** What the file system says of a file, or of a link, without its being read. Times in ms. */
export interface FileLook {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
  /** Permissions, which BuildKit copies as well; 0 where there are none (Windows). */
  readonly mode: number;
  readonly isLink: boolean;
  /** As {@link FolderLook.movedAt}, of the folder that it is in. */
  readonly movedAt: number;
}

/** `undefined`: it is not there. */
export function lookAtFile(file: string, movedAt: number): FileLook | undefined {
  const own = statOf(file, lstatSync);
  if (own === undefined) return undefined;
  const { size, mtimeMs, ctimeMs, ino } = own;
  const mode = process.platform === "win32" ? 0 : own.mode & 0o7777;
  return { size, mtimeMs, ctimeMs, ino, mode, isLink: own.isSymbolicLink(), movedAt };
}

/** `undefined`: it is not there, or what it is in can't be looked into. */
export function statOf(file: string, ask: typeof lstatSync | typeof statSync): Stats | undefined {
  try {
    return ask(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
