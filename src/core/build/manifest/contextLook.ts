import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { join } from "../../reload/files/paths.ts";
import type { CopySource, FolderReach } from "../dockerfile/copySource.ts";
import type { DockerPatterns, PatternHits } from "../dockerfile/dockerPatterns.ts";
import { type FileLook, lookAtFile, statOf } from "./fileLook.ts";
import { linkTarget, movedTo } from "./places.ts";
import type { Slices } from "./slices.ts";

export interface LookLimits {
  readonly files: number;
  /** Folders below the context. */
  readonly depth: number;
  /** ms, for all of it. */
  readonly time: number;
}

export interface FolderLook {
  /** Something came to it, or went, no later than this: unlike its time of writing no program can set it. */
  readonly ctimeMs: number;
  /** Within the context nothing on the way to it was moved here after that. */
  readonly movedAt: number;
  /** What comes and goes in it counts by itself. */
  readonly isTaken: boolean;
}

/**
 * What a context holds at the moment: files that count, with the folders that they are looked for in. As for git, a
 * folder is what is in it: that it is empty, or who may enter it, does not count.
 */
export interface ContextLook {
  /** Relative, with slashes; in an order that depends on the names alone. */
  readonly files: ReadonlyMap<string, FileLook>;
  /** The same; the context itself is the empty one. */
  readonly folders: ReadonlyMap<string, FolderLook>;
  /** As {@link ContextManifest.folderId}. */
  readonly folderId: string;
  /** The context was likely not moved here after that: unless something came to it, or went, since. */
  readonly movedAt: number;
  /** Single files and folders that are named and are not there, with the folder in which they are missing. */
  readonly missing: ReadonlyMap<string, string>;
  /** Why not all of it was looked at: a clause. */
  readonly incomplete?: string;
}

export interface LookOptions {
  /** Absolute. */
  readonly context: string;
  readonly ignored: DockerPatterns;
  readonly sources: readonly CopySource[];
  readonly limits: LookLimits;
  readonly slices: Slices;
}

/** Links that lead to further sources. */
const MOST_ROUNDS = 4;
const MOST_SOURCES = 1_000;

/** `undefined`: there is no such folder. Rejects only as the work is aborted. */
export async function lookAtContext(options: LookOptions): Promise<ContextLook | undefined> {
  let { sources } = options;
  for (let round = 0; ; round++) {
    const walk = new Walk({ ...options, sources });
    const look = await walk.run();
    // A source that is a link is followed, unlike links in what is copied (BuildKit 0.25).
    const known = new Set(sources.map((source) => source.path));
    const more = walk.linked.filter((source) => !known.has(source.path));
    if (look === undefined || more.length === 0) return look;
    if (round === MOST_ROUNDS || sources.length + more.length > MOST_SOURCES) {
      return {
        ...look,
        incomplete: look.incomplete ?? "what its Dockerfile copies leads through too many links",
      };
    }
    sources = [...sources, ...more];
  }
}

/** What git notes for itself is no code, even where it is copied. */
const OWN_FOLDER = ".git";

interface Folder {
  readonly name: string;
  readonly depth: number;
  readonly reach: FolderReach;
  readonly hits: PatternHits | undefined;
  readonly above: Pick<FolderLook, "ctimeMs" | "movedAt">;
}

class Walk {
  readonly #options: LookOptions;
  readonly #files = new Map<string, FileLook>();
  readonly #folders = new Map<string, FolderLook>();
  #incomplete: string | undefined;
  /** Sources that go through a link. */
  readonly #followed = new Set<string>();
  /** Where those lead. */
  readonly linked: CopySource[] = [];

  constructor(options: LookOptions) {
    this.#options = options;
  }

  async run(): Promise<ContextLook | undefined> {
    const { context, sources, limits, slices } = this.#options;
    const root = statOf(context, statSync);
    if (root?.isDirectory() !== true) return undefined;
    const reach = reachOf(sources, "");
    // What is in it was moved with it.
    const above = { ctimeMs: 0, movedAt: 0 };
    const open: Folder[] = [{ name: "", depth: 0, reach, hits: undefined, above }];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (slices.isSliceOver) await slices.next();
      if (slices.isOver)
        this.#incomplete ??= `to look at all of it takes longer than ${limits.time / 1000} s`;
      if (folder.depth > limits.depth) this.#incomplete ??= `its folders are more than ${limits.depth} deep`;
      if (this.#incomplete !== undefined) break;
      // The last one is taken first.
      open.push(...this.#enter(folder).reverse());
    }
    return {
      files: this.#files,
      folders: this.#folders,
      // A number may be given again to a folder that is made later.
      folderId: `${root.ino}-${root.birthtimeMs}`,
      movedAt: movedTo(context, root),
      missing: this.#missing(),
      ...(this.#incomplete === undefined ? {} : { incomplete: this.#incomplete }),
    };
  }

  #enter(folder: Folder): Folder[] {
    const { context, ignored, sources, limits } = this.#options;
    const { name, reach } = folder;
    const full = join(context, name, path.sep);
    const own = statOf(full, name === "" ? statSync : lstatSync);
    if (own?.isDirectory() !== true) return [];
    const { ctimeMs } = own;
    const movedAt = Math.max(folder.above.movedAt, Math.min(ctimeMs, folder.above.ctimeMs));
    const isTaken = sources.some((source) => source.takesFrom(name));
    this.#folders.set(name, { ctimeMs, movedAt, isTaken });
    let entries: Dirent[];
    try {
      entries = readdirSync(full, { withFileTypes: true });
    } catch (error) {
      if (codeOf(error) !== "ENOENT") this.#incomplete ??= `${full} can't be read`;
      return [];
    }
    const inside: Folder[] = [];
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const file = name === "" ? entry.name : `${name}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (entry.name === OWN_FOLDER || (!isFolder && !entry.isFile() && !entry.isSymbolicLink())) continue;
      if (isFolder) {
        const hits = ignored.isEmpty ? undefined : ignored.look(file, folder.hits);
        if (hits?.matched === true && !ignored.mayExcept(file)) continue;
        const reached = reach === "all" ? reach : reachOf(sources, file);
        const above = { ctimeMs, movedAt };
        if (reached !== "none")
          inside.push({ name: file, depth: folder.depth + 1, reach: reached, hits, above });
        continue;
      }
      if (ignored.matchesIn(file, folder.hits)) continue;
      if (entry.isSymbolicLink()) this.#follow(file);
      if (reach !== "all" && !sources.some((source) => source.rest(file) !== undefined)) continue;
      if (this.#files.size >= limits.files) {
        this.#incomplete ??= `it has more than ${limits.files} files`;
        break;
      }
      const look = lookAtFile(join(full, entry.name, path.sep), movedAt);
      if (look !== undefined) this.#files.set(file, look);
    }
    return inside;
  }

  #follow(link: string): void {
    const { context, sources } = this.#options;
    let to: string | undefined;
    for (const source of sources) {
      if (source.through(link, "") === undefined) continue;
      to ??= linkTarget(context, link);
      const linked = source.through(link, to);
      if (linked !== undefined) this.linked.push(linked);
      this.#followed.add(source.path);
    }
  }

  #missing(): ReadonlyMap<string, string> {
    const missing = new Map<string, string>();
    const isThere = (named: string) =>
      named === "." || this.#files.has(named) || this.#folders.has(named) || this.#followed.has(named);
    for (const { path: named, isLiteral } of this.#options.sources) {
      if (!isLiteral || isThere(named)) continue;
      let folder = path.posix.dirname(named);
      while (folder !== "." && !this.#folders.has(folder)) folder = path.posix.dirname(folder);
      missing.set(named, folder === "." ? "" : folder);
    }
    return missing;
  }
}

function reachOf(sources: readonly CopySource[], folder: string): FolderReach {
  let reach: FolderReach = "none";
  for (const source of sources) {
    const own = source.reaches(folder);
    if (own === "all") return own;
    if (own === "some") reach = own;
  }
  return reach;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
