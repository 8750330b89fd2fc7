import type { Readable } from "node:stream";

/** The last `limit` characters of what was written, and how many went before them. */
export class Tail {
  readonly #limit: number;
  #chunks: string[] = [];
  #length = 0;
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get dropped(): number {
    return this.#dropped + Math.max(0, this.#length - this.#limit);
  }

  add(text: string): void {
    this.#chunks.push(text);
    this.#length += text.length;
    // Joined at twice the limit only, so that many small chunks cost little.
    if (this.#length > 2 * this.#limit) this.#trim();
  }

  toString(): string {
    this.#trim();
    return this.#chunks.join("");
  }

  #trim(): void {
    const text = this.#chunks.join("");
    const kept = this.#limit === 0 ? "" : text.slice(-this.#limit);
    this.#dropped += text.length - kept.length;
    this.#chunks = [kept];
    this.#length = kept.length;
  }
}

/**
 * Reads a child's stream as UTF-8 to its end. A reader that returns a promise is waited for, and the child with
 * it, once the pipe is full.
 */
export class Pump {
  /** Rejects only with what the reader threw. */
  readonly done: Promise<void>;
  readonly #stream: Readable;
  /** Since when nothing has come; `undefined` while the reader is busy. */
  #idleSince: number | undefined = performance.now();

  constructor(stream: Readable, read: (text: string) => void | Promise<void>) {
    this.#stream = stream;
    stream.setEncoding("utf8");
    this.done = this.#run(read);
  }

  /** Gives up on more data where none has come for so long. */
  stopIfIdle(milliseconds: number): void {
    if (this.#idleSince === undefined || this.#stream.readableLength > 0) return;
    if (performance.now() - this.#idleSince >= milliseconds) this.#stream.destroy();
  }

  async #run(read: (text: string) => void | Promise<void>): Promise<void> {
    const chunks = this.#stream[Symbol.asyncIterator]();
    for (;;) {
      // A pipe that was given up, or broke with its process: the exit code tells the rest.
      const chunk = await chunks.next().catch(() => undefined);
      if (chunk === undefined || chunk.done) return;
      this.#idleSince = undefined;
      await read(String(chunk.value));
      this.#idleSince = performance.now();
    }
  }
}
