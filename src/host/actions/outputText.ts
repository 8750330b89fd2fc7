import { AnsiFilter } from "../logs/sanitize.ts";

/** Makes what a program prints fit for an output channel, which draws no colours, and knows its last line. */
export class OutputText {
  readonly #filter = new AnsiFilter("drop");
  #line = "";
  #last = "";

  /** The last line that said something, shortened to fit a notification. */
  get lastLine(): string {
    const unsaid = this.#line.trim() === "" || this.#line.startsWith(COMMAND);
    const line = unsaid ? this.#last : this.#line;
    return shorten(line.trim());
  }

  /** @returns the chunk as plain text */
  push(chunk: string): string {
    const text = this.#filter.push(chunk).replace(/\r+\n/g, "\n");
    const lines = (this.#line + text).split(/[\r\n]/);
    this.#line = lines.pop() ?? "";
    this.#last = lines.findLast((line) => line.trim() !== "" && !line.startsWith(COMMAND)) ?? this.#last;
    return text;
  }
}

/** How the core shows the command line that it runs: of use in the output, of none in a notification. */
const COMMAND = "$ ";
const LONGEST = 80;

function shorten(line: string): string {
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
