import { cut } from "./plain.ts";

/** Lines at a terminal's end that are written over (ECMA-48: CUU, EL, ED). */
export class LiveArea {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  #lines = 0;
  #shown = "";

  /** @param columns the terminal's width now */
  constructor(write: (text: string) => void, columns: () => number) {
    this.#write = write;
    this.#columns = columns;
  }

  show(lines: readonly string[]): void {
    // The last column is left free: some terminals break the line as soon as it is taken.
    const width = Math.max(1, this.#columns() - 1);
    const text = lines.map((line) => `\u001b[2K${cut(line, width)}\n`).join("");
    if (text === this.#shown) return;
    this.#write(`${this.#up()}${text}\u001b[J`);
    this.#lines = lines.length;
    this.#shown = text;
  }

  /** Takes the lines away. */
  clear(): void {
    if (this.#lines > 0) this.#write(`${this.#up()}\u001b[J`);
    this.#lines = 0;
    this.#shown = "";
  }

  #up(): string {
    return this.#lines === 0 ? "" : `\u001b[${this.#lines}A\r`;
  }
}
