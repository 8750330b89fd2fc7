/**
 * So many are worth telling one by one. VS Code (1.139) hands over 500 events each 200 ms at most, so that only a host
 * that was held up comes to more.
 */
export const MOST_SOURCES = 2_000;

/** Files that have changed and were not told yet. Beyond a limit a whole folder is told instead. */
export class ChangeBatch {
  readonly #compose = new Set<string>();
  readonly #sources = new Set<string>();
  readonly #folders = new Set<string>();

  get isEmpty(): boolean {
    return this.#compose.size + this.#sources.size + this.#folders.size === 0;
  }

  /** A file that stacks are made from: there are few, and each is told by its name. */
  addCompose(file: string): void {
    this.#compose.add(file);
  }

  /** @param folder the workspace's, which it is in */
  addSource(file: string, folder: string): void {
    if (this.#sources.size < MOST_SOURCES || this.#sources.has(file)) this.#sources.add(file);
    else this.#folders.add(folder);
  }

  /** All of it, each once; from then on the batch is empty. */
  take(): string[] {
    const all = [...new Set([...this.#compose, ...this.#folders, ...this.#sources])];
    this.#compose.clear();
    this.#sources.clear();
    this.#folders.clear();
    return all;
  }
}
