import { stripEscapes } from "../../logs/escapes.ts";
import type { VertexLog } from "./item.ts";

/** In UTF-16 units, of what a terminal would show. */
const MAX_LINE = 2_000;
/** Of a line that is not cleaned yet: escape sequences and what was written over are in it. */
const MAX_RAW = 4 * MAX_LINE;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Whole lines of plain text from a command's two streams; neither cuts into the other's line. */
export class StreamLines {
  readonly #unfinished: Record<VertexLog["stream"], string> = { stdout: "", stderr: "" };

  /**
   * The lines that are complete now, without their ends.
   * @param text cut anywhere, but within characters
   */
  push(stream: VertexLog["stream"], text: string): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      lines.push(plainLine(this.#unfinished[stream] + text.slice(from, end)));
      this.#unfinished[stream] = "";
      from = end + 1;
    }
    if (from < text.length) {
      const line = this.#unfinished[stream] + text.slice(from);
      // What is written over goes first; a `\r` at the very end may be the first half of `\r\n`.
      const kept = line.length <= MAX_RAW ? line : line.slice(line.lastIndexOf("\r", line.length - 2) + 1);
      this.#unfinished[stream] = kept.slice(0, MAX_RAW);
    }
    return lines;
  }

  /** Lines that have no end so far. */
  get unfinished(): readonly string[] {
    const { stdout, stderr } = this.#unfinished;
    return [stdout, stderr].filter((line) => line !== "").map(plainLine);
  }

  /** The same, as lines: no end will come. */
  flush(): readonly string[] {
    const lines = this.unfinished;
    this.#unfinished.stdout = "";
    this.#unfinished.stderr = "";
    return lines;
  }
}

/** What a terminal would show of a line in the end, cut to a bound. */
export function plainLine(line: string): string {
  if (line.search(CONTROLS) === -1) return line.slice(0, MAX_LINE);
  return stripEscapes(lastWritten(line).slice(0, MAX_RAW)).replace(CONTROLS, "").slice(0, MAX_LINE);
}

/** Of a line that was written over, what was written last. */
function lastWritten(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 0x0d) end--;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}
