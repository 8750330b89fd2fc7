const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Finds the end of a JSON object in lines of text by its brackets, those in strings left aside: one object goes over
 * many lines (buildx up to 0.14), or is followed by text on its last one.
 */
export class ObjectScanner {
  #depth = 0;
  /** Something stands in the outermost braces. */
  #begun = false;

  /** Takes the next line. A number: where the object has ended in it; `broken`: this can't be JSON. */
  scan(line: string): number | "open" | "broken" {
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code <= SPACE) continue;
      if (this.#depth > 0 && !this.#begun) {
        // A name, or nothing at all: so text in braces is seen at once, and takes no lines with it.
        if (code !== QUOTE && code !== CLOSE_BRACE) return "broken";
        this.#begun = true;
      }
      if (code === QUOTE) {
        at = stringEnd(line, at + 1);
        // A string can't go over a line's end.
        if (at === -1) return "broken";
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        this.#depth++;
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        this.#depth--;
        if (this.#depth === 0) return at + 1;
      }
    }
    return "open";
  }
}

/** Where the string's closing quote is; -1: not in this line. */
function stringEnd(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return -1;
}
