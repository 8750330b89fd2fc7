import { posix } from "node:path";
import type { WatchedPaths } from "../reader.ts";

/** Paths of a command line, absolute. */
export function resolved(folder: string, paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map((path) => posix.resolve(folder, path)))];
}

/** The folder and all that is in it. */
export function wholeFolder(folder: string): WatchedPaths {
  return {
    kind: "paths",
    include: [folder],
    ignore: [],
    base: folder,
    vcsIgnore: true,
    extensions: [],
    unsure: false,
  };
}

/** Files of the tool are not known from outside: of none it is certain that it is watched. */
export function someOf(folder: string): WatchedPaths {
  return { ...wholeFolder(folder), unsure: true };
}
