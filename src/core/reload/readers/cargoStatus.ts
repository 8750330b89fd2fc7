import type { Signal } from "../signal.ts";

/**
 * What cargo prints while it prepares and compiles: a word that ends in column 12, and what it is about (cargo 1.40 to
 * 1.95, `Shell::status`; nextest and cargo's other commands print theirs so, too).
 */
const COMPILES = [
  "Adding",
  "Building",
  "Checking",
  "Compiling",
  "Dirty",
  "Documenting",
  "Downgrading",
  "Downloaded",
  "Downloading",
  "Generating",
  "Locking",
  "Removing",
  "Scraping",
  "Unpacking",
  "Updating",
  "Upgrading",
] as const;
const STATUS_COLUMN = 12;
const STATUS = /^ {1,9}([A-Z][a-z-]+) /;
/** The words of all status lines that signals are made of. */
export const STATUS_WORDS: readonly string[] = [...COMPILES, "Blocking", "Finished", "Running", "Doc-tests"];
/** cargo runs a compiler or a build script, and tells so only with `-v` (1.95): the program is not started yet. */
const COMPILER_RUN = /--crate-name |[/\\]build-script-[^/\\]*`$/;
/** Of a crate, once in a run of cargo (1.95). */
const ONCE = /^ +(?:Compiling|Checking|Documenting) \S+ v\d/;
/** Of the build's folder, before anything is compiled; that of the packages can be waited for later, too. */
const BUILD_LOCK = / (?:artifact|build) directory/;

/** @returns `undefined` where the line is none of cargo's status lines */
export function cargoStatus(text: string): readonly Signal[] | undefined {
  const status = STATUS.exec(text);
  if (status?.[1] === undefined) return undefined;
  return status[0].length === STATUS_COLUMN + 1 ? statusSignals(text, status[1]) : [];
}

/** A crate's line, which a run of cargo prints once. */
export function isOfCrate(text: string): boolean {
  return ONCE.test(text);
}

/** What a run of cargo waits for before it compiles anything. */
export function isBuildLock(text: string): boolean {
  return BUILD_LOCK.test(text);
}

function statusSignals(text: string, word: string): readonly Signal[] {
  switch (word) {
    case "Blocking":
      return text.includes(" waiting for file lock") ? [{ kind: "lock" }] : [];
    case "Finished":
      return text.includes(" target(s) in ") ? [{ kind: "built" }] : [];
    case "Running":
      return [COMPILER_RUN.test(text) ? { kind: "compile" } : { kind: "launch", sure: true }];
    case "Doc-tests":
      return [{ kind: "launch", sure: true }];
    default:
      return COMPILES.some((each) => each === word) ? [{ kind: "compile" }] : [];
  }
}
