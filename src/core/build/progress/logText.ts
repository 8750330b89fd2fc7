import type { VertexLog } from "./item.ts";

const SCRATCH = 64 * 1024;
/** So many streams that broke off in a character are kept apart. */
const MAX_UNFINISHED = 1_000;

interface Unfinished {
  readonly vertex: string;
  readonly stream: VertexLog["stream"];
  readonly bytes: Buffer;
}

/**
 * Makes text of the pieces of a command's output, which are base64 and cut anywhere: a character that was cut is given
 * with the stream's next piece.
 */
export class LogText {
  /** Most pieces are short lines: a buffer for each would cost more than what it holds. */
  readonly #scratch = Buffer.allocUnsafe(SCRATCH);
  readonly #unfinished = new Map<string, Unfinished>();

  read(vertex: string, stream: VertexLog["stream"], data: string): string {
    // Four characters of base64 are at most three bytes.
    if (this.#unfinished.size === 0 && data.length <= SCRATCH) {
      const length = this.#scratch.write(data, 0, "base64");
      const last = this.#scratch[length - 1] ?? 0;
      if (last < 0x80) return this.#scratch.toString("utf8", 0, length);
    }
    return this.#join(vertex, stream, Buffer.from(data, "base64"));
  }

  /** What is left of characters that were never finished. */
  flush(): VertexLog[] {
    const logs = [...this.#unfinished.values()].map(({ vertex, stream, bytes }) => ({
      vertex,
      stream,
      text: bytes.toString("utf8"),
    }));
    this.#unfinished.clear();
    return logs;
  }

  #join(vertex: string, stream: VertexLog["stream"], piece: Buffer): string {
    const key = `${stream} ${vertex}`;
    const before = this.#unfinished.get(key);
    const bytes = before === undefined ? piece : Buffer.concat([before.bytes, piece]);
    const end = bytes.length - cutOff(bytes);
    this.#unfinished.delete(key);
    if (end === bytes.length || this.#unfinished.size >= MAX_UNFINISHED) return bytes.toString("utf8");
    this.#unfinished.set(key, { vertex, stream, bytes: Buffer.from(bytes.subarray(end)) });
    return bytes.toString("utf8", 0, end);
  }
}

/** How many bytes at the end begin a character of UTF-8 without ending it. */
function cutOff(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf8 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
