import { StringDecoder } from "node:string_decoder";

export interface Line {
  readonly text: string;
  /** The line is longer than the cap: this is a piece of it, and another one follows. */
  readonly cut: boolean;
}

const CARRIAGE_RETURN = 0x0d;

/**
 * Splits UTF-8 bytes, cut anywhere, into lines without their ends (`\n` or `\r\n`). Memory is bounded by the cap:
 * a longer line comes in pieces of exactly that many UTF-16 units. What the bytes were cut into changes nothing.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #cap: number;
  #parts: string[] = [];
  #length = 0;

  /** @param cap in UTF-16 units, at least 2 */
  constructor(cap: number) {
    this.#cap = cap;
  }

  push(chunk: Buffer): Line[] {
    return this.#take(this.#decoder.write(chunk));
  }

  /** What is left after the last line end, if anything. */
  end(): Line[] {
    const lines = this.#take(this.#decoder.end());
    if (this.#length > 0) lines.push(this.#finish(""));
    return lines;
  }

  #take(text: string): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (;;) {
      const end = text.indexOf("\n", from);
      const to = end === -1 ? text.length : end;
      from = this.#fill(text, from, to, lines);
      if (end === -1) break;
      lines.push(this.#finish(text.slice(from, to)));
      from = end + 1;
    }
    if (from < text.length) {
      this.#parts.push(text.slice(from));
      this.#length += text.length - from;
    }
    return lines;
  }

  /** Cuts off pieces while what is held and what comes before `to` exceed the cap; gives where the rest starts. */
  #fill(text: string, start: number, to: number, lines: Line[]): number {
    let from = start;
    while (this.#length + (to - from) > this.#cap) {
      const next = from + (this.#cap - this.#length);
      lines.push({ text: this.#join(text.slice(from, next)), cut: true });
      from = next;
    }
    return from;
  }

  #finish(last: string): Line {
    const text = this.#join(last);
    return {
      text: text.charCodeAt(text.length - 1) === CARRIAGE_RETURN ? text.slice(0, -1) : text,
      cut: false,
    };
  }

  #join(last: string): string {
    const text = this.#parts.length === 0 ? last : this.#parts.join("") + last;
    this.#parts = [];
    this.#length = 0;
    return text;
  }
}
