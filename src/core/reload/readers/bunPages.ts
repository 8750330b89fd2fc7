import { posix } from "node:path";

/** What bun's server of pages says (1.4.5): the names are relative to where it was started. */
export type PageEvent =
  /** A browser asked for a page for the first time. */
  | { readonly kind: "bundled" }
  /** After a change; all pages are well. */
  | { readonly kind: "reloaded" };

const BUNDLED = /^Bundled page in [\d.]+m?s: (.+)$/;
const RELOADED = /^(?:\[x\d+\] )?Reloaded in [\d.]+m?s: (.+?)(?: \+ \d+ more)?$/;
/** More files are not remembered. */
const MOST_FILES = 1_000;

/** Knows which files are a page's, as far as bun has named them. */
export class BunPages {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** No page was asked for. */
  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  read(text: string): PageEvent | undefined {
    const bundled = BUNDLED.exec(text)?.[1];
    if (bundled !== undefined) {
      this.#add(this.#files, bundled);
      const folder = posix.dirname(bundled);
      // In the folder that the server was started in its own code is, too.
      if (folder !== ".") this.#add(this.#folders, folder);
      return { kind: "bundled" };
    }
    const reloaded = RELOADED.exec(text)?.[1];
    if (reloaded === undefined) return undefined;
    for (const file of reloaded.split(", ")) this.#add(this.#files, file);
    return { kind: "reloaded" };
  }

  /** @param file absolute */
  has(file: string): boolean {
    return (
      [...this.#files].some((each) => file.endsWith(`/${each}`)) ||
      [...this.#folders].some((each) => file.includes(`/${each}/`))
    );
  }

  #add(set: Set<string>, name: string): void {
    if (set.size < MOST_FILES) set.add(name);
  }
}
