import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import { below, isWithin } from "./paths.ts";

/** So much of an ignore file is read. */
const MOST_BYTES = 256 * 1024;
/** Folders whose answer is remembered. */
const MOST_FOLDERS = 20_000;

interface Rules {
  readonly file: string;
  readonly folder: string;
  readonly patterns: Ignore;
}

interface Folder {
  /** From the repository's root down. */
  readonly rules: readonly Rules[];
  readonly isRoot: boolean;
  /** The file that leaves it out. */
  readonly ignoredBy?: string;
}

/** What the `.gitignore`, `.ignore` and `.git/info/exclude` files leave out, from the repository's root down, as they are when they are first asked about. */
export class GitIgnore {
  readonly #folders = new Map<string, Folder>();

  /** @returns the file whose pattern leaves it out; `undefined`: it is not left out */
  ignoredBy(file: string): string | undefined {
    const folder = this.#folder(path.dirname(file));
    return folder.ignoredBy ?? decide(folder.rules, file, false);
  }

  /** Whether a change of the file may change what is left out. */
  static concerns(file: string): boolean {
    return /[\\/]\.(?:git)?ignore$/.test(file);
  }

  #folder(folder: string): Folder {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const found = this.#read(folder);
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    this.#folders.set(folder, found);
    return found;
  }

  #read(folder: string): Folder {
    const isRoot = exists(path.join(folder, ".git"));
    const up = path.dirname(folder);
    // Outside of a repository all folders count that there are.
    const above = isRoot || up === folder ? undefined : this.#folder(up);
    const names = [...(isRoot ? [path.join(".git", "info", "exclude")] : []), ".gitignore", ".ignore"];
    const own = names.flatMap((name) => readRules(path.join(folder, name), folder));
    const rules = [...(above?.rules ?? []), ...own];
    const ignoredBy = above?.ignoredBy ?? (above && decide(above.rules, folder, true));
    return { rules, isRoot, ...(ignoredBy === undefined ? {} : { ignoredBy }) };
  }
}

/** The deepest file that says something of it decides. */
function decide(rules: readonly Rules[], file: string, isFolder: boolean): string | undefined {
  for (const { folder, patterns, file: source } of rules.toReversed()) {
    if (!isWithin(file, folder, path.sep) || file === folder) continue;
    const name = below(file, folder, path.sep);
    const { ignored, unignored } = patterns.test(isFolder ? `${name}/` : name);
    if (ignored) return source;
    if (unignored) return undefined;
  }
  return undefined;
}

function readRules(file: string, folder: string): readonly Rules[] {
  try {
    if (statSync(file).size > MOST_BYTES) return [];
    const patterns = ignore({ ignoreCase: false }).add(readFileSync(file, "utf8"));
    return [{ file, folder, patterns }];
  } catch {
    return [];
  }
}

function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
