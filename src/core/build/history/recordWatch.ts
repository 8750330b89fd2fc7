import { existsSync, mkdirSync, readdirSync } from "node:fs";
import type { Disposable } from "../../../shared/disposable.ts";
import { Replaceable } from "../../../shared/disposable.ts";
import type { Logger } from "../../base/logger.ts";
import { watchFolder } from "../../base/watchFolder.ts";
import type { RecordFolder } from "./recordFolder.ts";
import { parseRecordName } from "./recordName.ts";

/** A writer writes, merges, unlinks: it is told once. */
const SETTLE_MS = 100;

export interface RecordWatchOptions {
  readonly records: RecordFolder;
  /** Written by this process. */
  readonly isOwn: (name: string) => boolean;
  readonly logger: Logger;
}

/** Tells when somebody else has written a record. */
export class RecordWatch implements Disposable {
  readonly #options: RecordWatchOptions;
  readonly #changed: () => void;
  readonly #watch = new Replaceable();
  #told: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: RecordWatchOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.#begin();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#watch.dispose();
  }

  /** All at once: whoever listens reads the records afterwards, and is told of what comes after that. */
  #begin(): void {
    const { folder } = this.#options.records;
    const failed = (error: unknown) =>
      this.#options.logger.warn(`The history of builds can't be watched: ${String(error)}`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#watch.set(watchFolder(folder, { onName: () => this.#look(), onError: failed }));
      this.#told = new Set(readdirSync(folder));
    } catch (error) {
      failed(error);
    }
  }

  #look(): void {
    // Not begun anew by each change: whoever writes all the time must not keep it from being told.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#compare();
    }, SETTLE_MS);
  }

  async #compare(): Promise<void> {
    const { records, isOwn } = this.#options;
    const names = await records.names();
    if (this.#disposed) return;
    // Somebody took the folder away, and what watched it with it.
    if (!existsSync(records.folder)) return this.#begin();
    const told = this.#told;
    this.#told = new Set(names);
    const isNews = (name: string) => parseRecordName(name) !== undefined && !told.has(name) && !isOwn(name);
    if (names.some(isNews)) this.#changed();
  }
}
