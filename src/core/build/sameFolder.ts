import { realpathSync } from "node:fs";

const MOST_KNOWN = 500;

/** Tells folders apart by where they really are; each is looked up once. */
export class Folders {
  readonly #real = new Map<string, string>();

  isSame(left: string, right: string): boolean {
    return left === right || this.#realPath(left) === this.#realPath(right);
  }

  #realPath(folder: string): string {
    const known = this.#real.get(folder);
    if (known !== undefined) return known;
    if (this.#real.size >= MOST_KNOWN) this.#real.clear();
    const real = realPath(folder);
    this.#real.set(folder, real);
    return real;
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
