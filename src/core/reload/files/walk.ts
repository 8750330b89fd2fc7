import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { mapLimited } from "../../base/mapLimited.ts";
import { type FileTime, fileTime } from "./fileTime.ts";

export interface WalkLimits {
  readonly files: number;
  /** ms */
  readonly time: number;
  /** Folders below the root. */
  readonly depth: number;
}

export interface WalkOptions {
  /** Files and folders; what is not there is left out. */
  readonly roots: readonly string[];
  readonly wants: (file: string) => boolean;
  /** @param name the folder's own */
  readonly enters: (name: string) => boolean;
  readonly limits: WalkLimits;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface Walked {
  readonly files: ReadonlyMap<string, FileTime>;
  /** Why not all of them: a clause. */
  readonly incomplete?: string;
  /** There are folders in them that may not be read: whoever edits files has none there. */
  readonly closed?: boolean;
}

const AT_ONCE = 16;
const FORBIDDEN: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM"]);

/** The wanted files with their times. Symbolic links are not followed. Rejects only as the signal aborts. */
export async function walk(options: WalkOptions): Promise<Walked> {
  const { roots, wants, limits, now, signal } = options;
  const files = new Map<string, FileTime>();
  const until = now() + limits.time;
  const seen = new Set<string>();
  let incomplete: string | undefined;
  let closed = false;
  let level: readonly string[] = roots;

  const look = async (file: string): Promise<void> => {
    const found = await lstat(file).catch(() => undefined);
    if (found?.isFile() === true) files.set(file, fileTime(found, now()));
  };

  const enter = async (folder: string): Promise<readonly string[]> => {
    signal.throwIfAborted();
    if (seen.has(folder)) return [];
    seen.add(folder);
    if (now() > until) {
      incomplete ??= `to look at all of its files takes longer than ${limits.time / 1000} s`;
      return [];
    }
    const entries = await readdir(folder, { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    if (!Array.isArray(entries)) {
      if (entries.code === "ENOTDIR") await look(folder);
      else if (FORBIDDEN.has(entries.code) && !roots.includes(folder)) closed = true;
      else if (entries.code !== "ENOENT") incomplete ??= `${folder} can't be read`;
      return [];
    }
    const own = entries.filter((each) => each.isFile()).map(({ name }) => path.join(folder, name));
    const wanted = own.filter((file) => wants(file)).slice(0, Math.max(0, limits.files - files.size));
    await mapLimited(wanted, AT_ONCE, look);
    if (files.size >= limits.files) incomplete ??= `it has more than ${limits.files} files`;
    return entries
      .filter((each) => each.isDirectory() && options.enters(each.name))
      .map(({ name }) => path.join(folder, name));
  };

  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth) {
      incomplete ??= `its folders are more than ${limits.depth} deep`;
      break;
    }
    level = (await mapLimited(level, AT_ONCE, enter)).flat();
  }
  signal.throwIfAborted();
  return { files, ...(incomplete === undefined ? {} : { incomplete }), ...(closed ? { closed } : {}) };
}
