/** The lines that did not fit, between the first ones and the last ones. */
export interface DroppedLines {
  readonly lines: number;
  /** UTF-8 bytes, line ends included. */
  readonly bytes: number;
}

/** Where the half behind the dropped ones is kept in order: dropping from an array's front one by one is slow. */
const COMPACT_AFTER = 1_000;

/**
 * The first lines and the last ones, up to a cap: the first tell what there was, the last what went wrong. What came
 * between them is dropped and counted.
 */
export class BoundedLines {
  readonly #half: number;
  readonly #first: string[] = [];
  #firstBytes = 0;
  #last: string[] = [];
  #lastBytes = 0;
  /** Lines of `#last` that have been dropped already. */
  #from = 0;
  #dropped: DroppedLines = { lines: 0, bytes: 0 };

  /** @param cap in UTF-8 bytes, line ends included */
  constructor(cap: number) {
    this.#half = cap / 2;
  }

  get dropped(): DroppedLines {
    return this.#dropped;
  }

  /** @param line without a line end */
  push(line: string): void {
    const bytes = size(line);
    // Once one did not fit, none follows: the first lines have no gap.
    if (this.#last.length === 0 && this.#firstBytes + bytes <= this.#half) {
      this.#first.push(line);
      this.#firstBytes += bytes;
      return;
    }
    this.#last.push(line);
    this.#lastBytes += bytes;
    while (this.#lastBytes > this.#half) this.#drop();
  }

  /** @param gap what stands for the lines that were dropped, where there are some */
  all(gap: (dropped: DroppedLines) => string): string[] {
    const between = this.#dropped.lines > 0 ? [gap(this.#dropped)] : [];
    return [...this.#first, ...between, ...this.#last.slice(this.#from)];
  }

  #drop(): void {
    const bytes = size(this.#last[this.#from] ?? "");
    this.#last[this.#from] = "";
    this.#from++;
    this.#lastBytes -= bytes;
    this.#dropped = { lines: this.#dropped.lines + 1, bytes: this.#dropped.bytes + bytes };
    if (this.#from < COMPACT_AFTER) return;
    this.#last = this.#last.slice(this.#from);
    this.#from = 0;
  }
}

function size(line: string): number {
  return Buffer.byteLength(line) + 1;
}
