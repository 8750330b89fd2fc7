import { statSync } from "node:fs";
import path from "node:path";
import { type Disposable, Replaceable } from "../../../shared/disposable.ts";
import type { Logger } from "../../base/logger.ts";
import { FolderTree } from "./folderTree.ts";
import type { BuildRef } from "./ref.ts";
import { readRefFile } from "./refFile.ts";

/** What was told is not told again; a ref is written once, so that this many are enough. */
const MOST_TOLD = 1_000;
/** What was written so shortly before somebody looked counts as new where it is not known that it was there before. */
const RECENT_MS = 10_000;

/**
 * Tells of every build that a buildx of this machine starts, 0.1 to 0.4 s after it was asked for: buildx (0.29) writes
 * `<builder>/<node>/<id>` as the build begins, whoever began it. The folder, and those in it, may come later. Nothing is
 * polled; the files themselves are not watched, and those that are there are not looked at.
 */
export function watchRefs(
  options: { readonly folder: string; readonly logger: Logger },
  onRef: (ref: BuildRef) => void,
): Disposable & { readonly ready: Promise<void> } {
  const watch = new RefsWatch(options.folder, options.logger, onRef);
  watch.open();
  return { ready: Promise.resolve(), dispose: () => watch.dispose() };
}

class RefsWatch implements Disposable {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #onRef: (ref: BuildRef) => void;
  readonly #tree = new Replaceable();
  readonly #told = new Set<string>();
  /** Being read; true: and to be read once more. */
  readonly #reading = new Map<string, boolean>();
  readonly #since = Date.now() - RECENT_MS;
  #disposed = false;

  constructor(folder: string, logger: Logger, onRef: (ref: BuildRef) => void) {
    this.#folder = folder;
    this.#logger = logger;
    this.#onRef = onRef;
  }

  open(): void {
    if (this.#disposed) return;
    const root = nearestFolder(this.#folder);
    const failed = (error: unknown) =>
      this.#logger.warn(`Builds are not seen as they begin: ${this.#folder}: ${String(error)}`);
    const way = path.relative(root, this.#folder).split(path.sep).filter(Boolean);
    const rules = {
      kind: (names: readonly string[]) => kindOf(names, way),
      onFile: (file: string) => void this.#read(file),
      onGone: () => this.open(),
      onError: failed,
    };
    try {
      this.#tree.set(new FolderTree(root, rules));
    } catch (error) {
      failed(error);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#tree.dispose();
  }

  async #read(file: string): Promise<void> {
    if (this.#told.has(file)) return;
    if (this.#reading.has(file)) return void this.#reading.set(file, true);
    do {
      this.#reading.set(file, false);
      // It may be gone again, or be written still: then there will be more to say of it.
      const ref = await readRefFile(file).catch(() => undefined);
      if (ref !== undefined && ref.at >= this.#since) this.#tell(file, ref);
    } while (this.#reading.get(file) === true && !this.#told.has(file));
    this.#reading.delete(file);
  }

  #tell(file: string, ref: BuildRef): void {
    if (this.#disposed) return;
    this.#told.add(file);
    const [oldest] = this.#told;
    if (this.#told.size > MOST_TOLD && oldest !== undefined) this.#told.delete(oldest);
    this.#onRef(ref);
  }
}

/** @param way the names from the root to the refs' folder */
function kindOf(names: readonly string[], way: readonly string[]): "folder" | "file" | "none" {
  const name = names.at(-1) ?? "";
  const depth = names.length - way.length;
  if (depth <= 0) return name === way[names.length - 1] ? "folder" : "none";
  // `.tmp-…` is what becomes a ref, `__group__` holds what was asked for together.
  if (name.startsWith(".") || name === "__group__") return "none";
  if (depth === 3) return "file";
  // Beside the builders there is a file `version`.
  return depth < 3 ? "folder" : "none";
}

function nearestFolder(folder: string): string {
  for (let each = folder; ; each = path.dirname(each)) {
    if (isFolder(each) || each === path.dirname(each)) return each;
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}
