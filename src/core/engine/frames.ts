import { type LogTime, laterTimeAt, readTime } from "./logTime.ts";

/** What a container wrote at once: a line, or a piece of one that is longer than 16 KiB. */
export interface LogMessage extends LogTime {
  /** `system`: the engine's own words about the log, without a time. A terminal (TTY) merges both others into stdout. */
  readonly stream: "stdout" | "stderr" | "system";
  /** UTF-8, cut anywhere; without its line feed. A view of the chunk that it came in. */
  readonly bytes: Buffer;
  /** It ended with a line feed. */
  readonly ended: boolean;
}

const HEADER = 8;
const STREAMS = ["stdout", "stdout", "stderr", "system"] as const;
/** Docker's own drivers cut at 16 KiB, plugins at up to 1 MiB: more is no frame, and must not fill the memory. */
const FRAME_CAP = 4 * 1024 * 1024;

const LINE_FEED = 0x0a;
/** `2026-11-21T09:36:43.899800128Z ` */
const TIME_LENGTH = 31;
/** Where Docker (19 to 28) cuts a long line, behind its time. Each piece repeats the time of the line. */
const PIECE = TIME_LENGTH + 16 * 1024;

/**
 * Reads `GET /containers/<id>/logs?timestamps=1` from chunks cut anywhere: frames with an 8-byte header, or, from a
 * container with a terminal, lines without one. Which of them it is shows at the first byte: a frame starts with
 * 0 to 3, a time with a digit.
 */
export class LogDecoder {
  #rest: Buffer = Buffer.alloc(0);
  #kind: "unknown" | "frames" | "lines" | "broken" = "unknown";
  /** The time of the line that the next bytes continue; lines only. */
  #continued: LogTime | undefined;

  /** Something came that is neither; nothing more will be read. */
  get broken(): boolean {
    return this.#kind === "broken";
  }

  push(chunk: Buffer): LogMessage[] {
    if (chunk.length === 0) return [];
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#kind === "unknown") this.#kind = (this.#rest[0] ?? 0) < STREAMS.length ? "frames" : "lines";
    if (this.#kind === "frames") return this.#frames();
    if (this.#kind === "lines") return this.#lines(false);
    this.#rest = Buffer.alloc(0);
    return [];
  }

  /** The last line of a terminal has no end. Half a frame is dropped: it will come again. */
  end(): LogMessage[] {
    const messages = this.#kind === "lines" ? this.#lines(true) : [];
    this.#rest = Buffer.alloc(0);
    return messages;
  }

  #frames(): LogMessage[] {
    const messages: LogMessage[] = [];
    const rest = this.#rest;
    let from = 0;
    while (rest.length - from >= HEADER) {
      const stream = STREAMS[rest[from] ?? STREAMS.length];
      const length = rest.readUInt32BE(from + 4);
      const padded = rest[from + 1] === 0 && rest[from + 2] === 0 && rest[from + 3] === 0;
      if (stream === undefined || !padded || length > FRAME_CAP) {
        this.#kind = "broken";
        from = rest.length;
        break;
      }
      const end = from + HEADER + length;
      if (rest.length < end) break;
      messages.push(messageOf(stream, rest, from + HEADER, end));
      from = end;
    }
    this.#rest = rest.subarray(from);
    return messages;
  }

  #lines(final: boolean): LogMessage[] {
    const messages: LogMessage[] = [];
    for (let end = this.#lineEnd(final); end !== undefined; end = this.#lineEnd(final)) {
      const bytes = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      messages.push(this.#line(bytes));
    }
    return messages;
  }

  /** Behind the next line end, or where a line is cut; `undefined` while that can't be told yet. */
  #lineEnd(final: boolean): number | undefined {
    const limit = this.#continued === undefined ? PIECE : PIECE - TIME_LENGTH;
    const seen = this.#rest.subarray(0, limit + TIME_LENGTH);
    const lineFeed = seen.indexOf(LINE_FEED);
    const incomplete = lineFeed === -1 && seen.length < limit + TIME_LENGTH;
    if (seen.length === 0 || (incomplete && !final)) return undefined;
    const end = lineFeed !== -1 ? lineFeed + 1 : incomplete ? seen.length : limit;
    const scanned = lineFeed !== -1 ? seen.subarray(0, end) : seen;
    // A program that ends within a line leaves it without an end, and the next run's first line follows at once, time
    // and all. A program's own times are earlier than the one that Docker notes: only a later one is Docker's.
    const glued = laterTimeAt(scanned, this.#continued ?? readTime(scanned));
    return glued === -1 ? end : Math.min(glued, end);
  }

  #line(bytes: Buffer): LogMessage {
    const message =
      this.#continued === undefined
        ? messageOf("stdout", bytes, 0, bytes.length)
        : untilLineFeed("stdout", this.#continued, bytes, 0, bytes.length);
    // Docker repeats the time where it cuts; what does not is cut here, and its second piece has no time to split off.
    const repeated = !message.ended && readTime(this.#rest.subarray(0, TIME_LENGTH)).seconds > 0;
    this.#continued = message.ended || repeated ? undefined : message;
    return message;
  }
}

const NO_TIME: LogTime = { seconds: 0, nanos: 0 };

function messageOf(stream: LogMessage["stream"], bytes: Buffer, from: number, end: number): LogMessage {
  if (stream === "system") return untilLineFeed(stream, NO_TIME, bytes, from, end);
  const timed = readTime(bytes, from, end);
  return untilLineFeed(stream, timed, bytes, timed.from, end);
}

function untilLineFeed(
  stream: LogMessage["stream"],
  { seconds, nanos }: LogTime,
  bytes: Buffer,
  from: number,
  end: number,
): LogMessage {
  const ended = end > from && bytes[end - 1] === LINE_FEED;
  return { stream, seconds, nanos, bytes: bytes.subarray(from, ended ? end - 1 : end), ended };
}
