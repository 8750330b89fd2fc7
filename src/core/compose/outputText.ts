import { stripVTControlCharacters } from "node:util";

/** A line that never ends is passed on in pieces of this many characters. */
const MAX_LINE = 32 * 1024;

/**
 * Turns a program's output, chunk by chunk, into whole lines of plain text: `\r\n` and `\r` are line ends, terminal
 * sequences and other control characters but the tab are gone. Whole lines, so that two streams can be put into one
 * and a sequence split between chunks is still seen.
 */
export class OutputText {
  #rest = "";

  /** The lines that are complete now, each with its `\n`; may be empty. */
  push(chunk: string): string {
    const text = this.#rest + chunk;
    // A `\r` at the very end may be the first half of `\r\n`.
    const cut = lastLineEnd(text.endsWith("\r") ? text.slice(0, -1) : text);
    const end = cut === 0 && text.length > MAX_LINE ? text.length : cut;
    this.#rest = text.slice(end);
    return clean(text.slice(0, end));
  }

  /** What came after the last line end, as a line. */
  flush(): string {
    const text = clean(this.#rest);
    this.#rest = "";
    return text === "" || text.endsWith("\n") ? text : `${text}\n`;
  }
}

function lastLineEnd(text: string): number {
  return Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
}

function clean(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return stripVTControlCharacters(lines).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}
