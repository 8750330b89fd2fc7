import type { VertexLog } from "./item.ts";
import { StreamLines } from "./streamLines.ts";

const MAX_LINES = 50;

/** What a command printed last, in whole lines of plain text. */
export class LastLines {
  readonly #streams = new StreamLines();
  readonly #lines: string[] = [];

  /** @param text cut anywhere, but within characters */
  push(stream: VertexLog["stream"], text: string): void {
    for (const line of this.#streams.push(stream, text)) {
      this.#lines.push(line);
      if (this.#lines.length > MAX_LINES) this.#lines.shift();
    }
  }

  /** @param ended then a line without an end is one too */
  lines(ended: boolean): readonly string[] {
    return ended ? [...this.#lines, ...this.#streams.unfinished].slice(-MAX_LINES) : [...this.#lines];
  }
}
