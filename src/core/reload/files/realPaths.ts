import { realpathSync } from "node:fs";
import path from "node:path";

/** Folders whose answer is remembered. */
const MOST_FOLDERS = 2_000;

/** Paths without the symbolic links of the folders that they are in. */
export class RealPaths {
  readonly #folders = new Map<string, string>();

  /** Of a file that may be gone, as may be its folder. */
  of(file: string): string {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(this.#folder(folder), path.basename(file));
  }

  #folder(folder: string): string {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    const real = this.#real(folder);
    this.#folders.set(folder, real);
    return real;
  }

  #real(folder: string): string {
    try {
      return realpathSync.native(folder);
    } catch {
      return this.of(folder);
    }
  }
}
