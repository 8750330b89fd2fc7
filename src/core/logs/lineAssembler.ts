import type { LogMessage } from "../engine/frames.ts";
import type { LogLine } from "./logLine.ts";

/** A longer line is broken: nothing of it is lost, and the memory is bounded. In bytes. */
export const LINE_CAP = 64 * 1024;

const CARRIAGE_RETURN = 0x0d;

interface Pending {
  readonly stream: LogMessage["stream"];
  pieces: Buffer[];
  length: number;
  seconds: number;
  nanos: number;
}

/**
 * Puts messages together to whole lines, each stream's by itself, so that neither cuts into the other's line. Of a
 * line that was written over (`\r`), what a terminal would show in the end is kept. No string is made of anything.
 */
export class LineAssembler {
  readonly #pending: Record<LogMessage["stream"], Pending> = {
    stdout: emptyLine("stdout"),
    stderr: emptyLine("stderr"),
    system: emptyLine("system"),
  };

  /** The lines that are complete, by their times where the streams raced. */
  take(messages: readonly LogMessage[]): LogLine[] {
    const lines: LogLine[] = [];
    for (const message of messages) this.#add(message, lines);
    return inOrder(lines);
  }

  /** What has no line end, now that none will come. */
  end(): LogLine[] {
    const lines: LogLine[] = [];
    for (const pending of Object.values(this.#pending)) flush(pending, lines);
    return inOrder(lines);
  }

  #add(message: LogMessage, lines: LogLine[]): void {
    const pending = this.#pending[message.stream];
    // The pieces of a line bear one time: this is another line, and the one before was left without an end.
    if (pending.length > 0 && (pending.seconds !== message.seconds || pending.nanos !== message.nanos))
      flush(pending, lines);
    if (pending.length === 0) {
      pending.seconds = message.seconds;
      pending.nanos = message.nanos;
      // Nearly all lines come in one piece.
      if (message.ended && message.bytes.length <= LINE_CAP) {
        lines.push(lineOf(pending, message.bytes, false));
        return;
      }
    }
    if (message.bytes.length > 0) {
      pending.pieces.push(message.bytes);
      pending.length += message.bytes.length;
    }
    if (pending.length > LINE_CAP) breakUp(pending, lines);
    if (message.ended) flush(pending, lines);
  }
}

function emptyLine(stream: LogMessage["stream"]): Pending {
  return { stream, pieces: [], length: 0, seconds: 0, nanos: 0 };
}

/** Gives all but the last piece of a line that is too long. */
function breakUp(pending: Pending, lines: LogLine[]): void {
  let bytes = Buffer.concat(pending.pieces);
  while (bytes.length > LINE_CAP) {
    const end = characterStart(bytes, LINE_CAP);
    lines.push(lineOf(pending, bytes.subarray(0, end), true));
    bytes = bytes.subarray(end);
  }
  pending.pieces = [bytes];
  pending.length = bytes.length;
}

/** The place, or up to three bytes before it, so that no character of UTF-8 is cut. */
function characterStart(bytes: Buffer, place: number): number {
  for (let start = place; start > place - 4; start--) if (((bytes[start] ?? 0) & 0xc0) !== 0x80) return start;
  return place;
}

function flush(pending: Pending, lines: LogLine[]): void {
  if (pending.length === 0) return;
  const [first, second] = pending.pieces;
  const bytes = first !== undefined && second === undefined ? first : Buffer.concat(pending.pieces);
  pending.pieces = [];
  pending.length = 0;
  lines.push(lineOf(pending, bytes, false));
}

function lineOf({ stream, seconds, nanos }: Pending, bytes: Buffer, broken: boolean): LogLine {
  return { stream, time: seconds * 1000 + nanos / 1e6, bytes: lastShown(bytes), broken };
}

/** Terminals end a line with `\r\n`, some programs with more of the first; one within it starts the line again. */
function lastShown(bytes: Buffer): Buffer {
  if (bytes.indexOf(CARRIAGE_RETURN) === -1) return bytes;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === CARRIAGE_RETURN) end--;
  const line = bytes.subarray(0, end);
  return line.subarray(line.lastIndexOf(CARRIAGE_RETURN) + 1);
}

/**
 * The engine notes two streams' lines in the order in which it got hold of them, which may be microseconds off. Of one
 * stream the order is as it was written, whatever the clock did meanwhile.
 */
function inOrder(lines: LogLine[]): LogLine[] {
  let latest = 0;
  let racing = false;
  for (const { time } of lines) {
    if (time === 0) continue;
    if (time < latest) racing = true;
    latest = time;
  }
  if (!racing) return lines;
  const reached = { stdout: 0, stderr: 0, system: 0 };
  const keyed = lines.map((line) => {
    // The engine's own words stay behind what they came after.
    const time = line.stream === "system" ? Math.max(reached.stdout, reached.stderr) : line.time;
    reached[line.stream] = Math.max(reached[line.stream], time);
    return { line, key: reached[line.stream] };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ line }) => line);
}
