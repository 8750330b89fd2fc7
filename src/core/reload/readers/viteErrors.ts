/** An error that stands, as far as is known. */
interface Standing {
  readonly what: string;
  /** The line that told it. */
  readonly text: string;
  /** What was updated last before it; absent: nothing was. */
  readonly updated: readonly string[] | undefined;
  /** Absolute, where it was told. */
  file?: string;
}

/** More errors that stand at the same time are not told apart. */
const MOST = 1_000;
const STYLES = /\.(?:css|scss|sass|less|styl|stylus|pcss|postcss|sss)$/;

/** Which of Vite's errors stand: each is told once as it is compiled ahead, and once for each request. */
export class ViteErrors {
  #standing: Standing[] = [];
  /** What was told last, and whose file may follow. */
  #last: Standing | undefined;

  get count(): number {
    return this.#standing.length;
  }

  get lastText(): string | undefined {
    return this.#standing.at(-1)?.text;
  }

  /** @param what without the kind of the error, which differs for the same one */
  add(what: string, text: string, updated: readonly string[] | undefined): void {
    this.#last = { what, text, updated };
    // Until its file is told, it may be one that is known.
    if (this.#standing.length < MOST && !this.#standing.some((each) => each.what === what)) {
      this.#standing.push(this.#last);
    }
  }

  /** @returns the line that told the error, if that is another one than those before */
  place(file: string): string | undefined {
    const last = this.#last;
    this.#last = undefined;
    if (last === undefined || this.#standing.some((each) => each.what === last.what && each.file === file))
      return undefined;
    const unplaced = this.#standing.find((each) => each.what === last.what && each.file === undefined);
    if (unplaced !== undefined) {
      unplaced.file = file;
      return undefined;
    }
    if (this.#standing.length >= MOST) return undefined;
    this.#standing.push({ ...last, file });
    return last.text;
  }

  /** Another line has come. */
  endLast(): void {
    this.#last = undefined;
  }

  /** @param names of the modules that take the update in */
  update(names: readonly string[]): void {
    this.#standing = this.#standing.filter((error) => !mayMend(names, error));
  }

  clear(): void {
    this.#standing = [];
  }
}

/**
 * Whether what is updated may be what was broken. A module that takes its own updates in is named itself; another one
 * is not: then any code may be its importer's.
 */
function mayMend(names: readonly string[], { updated, file }: Standing): boolean {
  const isNamed = (each: readonly string[]): boolean => each.some((name) => file?.endsWith(name) === true);
  return isNamed(names) || (!isNamed(updated ?? []) && names.some((name) => !STYLES.test(name)));
}
