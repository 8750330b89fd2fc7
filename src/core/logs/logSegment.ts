import type { LogLine, LogMark } from "./logLine.ts";

/** One number for length and kind, and the time: what an entry takes beside its bytes. */
const HEADER = 12;
const STREAMS = ["stdout", "stderr", "system"] as const;
const STREAM_CODES = { stdout: 0, stderr: 1, system: 2 } as const;
const MARK = 3;
const BROKEN = 4;
/** A length needs 17 bits: lines are at most 64 KiB. */
const KIND_SHIFT = 24;
const LENGTH_MASK = 0xff_ffff;

/** How many bytes a line takes in a segment. */
export function sizeOf({ bytes }: LogLine): number {
  return HEADER + bytes.length;
}

/** How many bytes a mark takes in a segment: about as many as it takes outside of it are left free. */
export const MARK_SIZE = 128;

/** Some entries of a log, one behind the other in one piece of memory; what was written never changes. */
export class LogSegment {
  /** How many lines came before it, in all. */
  readonly firstLine: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #marks: LogMark[] = [];
  #end = 0;

  constructor(size: number, firstLine: number) {
    this.firstLine = firstLine;
    // Not of the pool that small buffers share: its memory is to be free when this is.
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** In bytes of memory. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Where the next entry will be. */
  get end(): number {
    return this.#end;
  }

  hasRoom(size: number): boolean {
    return this.#end + size <= this.#bytes.length;
  }

  appendLine({ stream, time, bytes, broken }: LogLine): void {
    this.#header(bytes.length, STREAM_CODES[stream] | (broken ? BROKEN : 0), time);
    this.#bytes.set(bytes, this.#end + HEADER);
    this.#end += HEADER + bytes.length;
  }

  appendMark(mark: LogMark): void {
    this.#header(this.#marks.length, MARK, 0);
    this.#marks.push(mark);
    this.#end += MARK_SIZE;
  }

  isMark(at: number): boolean {
    return this.#kind(at) === MARK;
  }

  markAt(at: number): LogMark | undefined {
    return this.#marks[this.#length(at)];
  }

  /** Its bytes are a view of the segment. */
  lineAt(at: number): LogLine {
    const from = at + HEADER;
    const kind = this.#kind(at);
    return {
      stream: STREAMS[kind & ~BROKEN] ?? "stdout",
      time: this.#view.getFloat64(at + 4),
      bytes: this.#bytes.subarray(from, from + this.#length(at)),
      broken: (kind & BROKEN) !== 0,
    };
  }

  /** Behind the entry. */
  after(at: number): number {
    return at + (this.isMark(at) ? MARK_SIZE : HEADER + this.#length(at));
  }

  /** Where the line is that has so many lines of this segment before it. */
  offsetOf(line: number): number {
    let at = 0;
    for (let left = line; at < this.#end; at = this.after(at)) {
      if (this.isMark(at)) continue;
      if (left === 0) break;
      left--;
    }
    return at;
  }

  #header(length: number, kind: number, time: number): void {
    this.#view.setUint32(this.#end, (kind << KIND_SHIFT) | length);
    this.#view.setFloat64(this.#end + 4, time);
  }

  #kind(at: number): number {
    return this.#view.getUint32(at) >>> KIND_SHIFT;
  }

  #length(at: number): number {
    return this.#view.getUint32(at) & LENGTH_MASK;
  }
}
