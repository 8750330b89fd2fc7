import { lstat, stat } from "node:fs/promises";
import path from "node:path";
import { mapLimited } from "../../base/mapLimited.ts";
import { type FileTime, fileTime, SAVING_MS } from "./fileTime.ts";
import { isWithin } from "./paths.ts";
import type { Walked } from "./walk.ts";

export interface IndexedFile extends FileTime {
  /** It is no more there. */
  readonly gone: boolean;
  /** What its own times don't tell: it came to be here, or went, at the time that is told. */
  readonly marked: boolean;
}

export interface RefreshOptions {
  readonly wants: (file: string) => boolean;
  /** Walks a folder that has come, or was moved. */
  readonly walk: (folder: string) => Promise<Walked>;
  readonly now: () => number;
}

const AT_ONCE = 16;

/** The files that may matter, with their times, as of the last look. */
export class FileIndex {
  #files = new Map<string, IndexedFile>();

  get files(): ReadonlyMap<string, IndexedFile> {
    return this.#files;
  }

  clear(): void {
    this.#files = new Map();
  }

  /**
   * All files were looked for again.
   * @param isWhole every folder was come to
   * @param marks what an earlier look has found that the files don't tell any more
   */
  async replace(
    found: Walked["files"],
    isWhole: boolean,
    marks: ReadonlyMap<string, IndexedFile>,
    now: number,
  ): Promise<void> {
    const before = new Map([...marks, ...this.#files]);
    this.#files = new Map();
    for (const [file, times] of found) this.#files.set(file, merged(times, before.get(file)));
    const missing = [...before].filter(([file]) => !found.has(file));
    const folderTimes = new FolderTimes();
    for (const [file, known] of missing) {
      if (known.gone) this.#files.set(file, known);
      // What was not come to may still be there.
      else if (isWhole) this.#gone(file, Math.min(now, await folderTimes.of(path.dirname(file))));
    }
  }

  /** @param changed files and folders, with when that was told */
  async refresh(changed: ReadonlyMap<string, number>, options: RefreshOptions): Promise<void> {
    let folders: ReadonlySet<string> | undefined;
    const isFolder = (file: string) => {
      folders ??= foldersOf(this.#files.keys());
      return folders.has(file);
    };
    const folderTimes = new FolderTimes();
    await mapLimited([...changed], AT_ONCE, async ([file, toldAt]) => {
      const found = await lstat(file).catch(() => undefined);
      if (found === undefined) {
        const at = Math.min(toldAt, await folderTimes.of(path.dirname(file)));
        if (this.#files.has(file)) this.#gone(file, at);
        else if (isFolder(file)) this.#goneBelow(file, at);
      } else if (found.isFile()) {
        if (options.wants(file)) await this.#came(file, fileTime(found, options.now()), toldAt, folderTimes);
      } else if (found.isDirectory()) {
        const walked = await options.walk(file);
        for (const [each, times] of walked.files) await this.#came(each, times, toldAt, folderTimes);
      }
    });
  }

  /** A file that is older than what was known of its folder was moved to it. */
  async #came(file: string, times: FileTime, toldAt: number, folders: FolderTimes): Promise<void> {
    const before = this.#files.get(file);
    if (before !== undefined && !before.gone) {
      this.#files.set(file, merged(times, before));
      return;
    }
    const moved = Math.min(toldAt, await folders.of(path.dirname(file)));
    const isMoved = moved - times.at > SAVING_MS;
    const own = isMoved ? { at: moved, written: false, marked: true } : { ...times, marked: false };
    this.#files.set(file, { ...own, gone: false });
  }

  #gone(file: string, at: number): void {
    if (this.#files.get(file)?.gone === true) return;
    this.#files.set(file, { at, written: true, gone: true, marked: true });
  }

  #goneBelow(folder: string, at: number): void {
    for (const file of this.#files.keys()) if (isWithin(file, folder, path.sep)) this.#gone(file, at);
  }
}

/** Its own times count again as soon as they are newer than what was made out. */
function merged(times: FileTime, before: IndexedFile | undefined): IndexedFile {
  if (before?.marked === true && !before.gone && before.at > times.at) return before;
  return { ...times, gone: false, marked: false };
}

/** When something came to or went from folders; of one that is gone, the nearest that is there. */
class FolderTimes {
  readonly #times = new Map<string, Promise<number>>();

  of(folder: string): Promise<number> {
    const known = this.#times.get(folder);
    if (known !== undefined) return known;
    const asked = stat(folder).then(
      ({ mtimeMs }) => Math.floor(mtimeMs),
      () => (path.dirname(folder) === folder ? Number.POSITIVE_INFINITY : this.of(path.dirname(folder))),
    );
    this.#times.set(folder, asked);
    return asked;
  }
}

function foldersOf(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = path.dirname(file); !folders.has(at); at = path.dirname(at)) folders.add(at);
  }
  return folders;
}
