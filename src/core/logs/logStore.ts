import type { LogLine, LogMark } from "./logLine.ts";
import { LogSegment, MARK_SIZE, sizeOf } from "./logSegment.ts";

/** A container that prints little must not take much. */
const FIRST_SEGMENT = 4 * 1024;
const LARGEST_SEGMENT = 256 * 1024;
/** What is dropped at once is a small part of what is held. */
const LEAST_SEGMENTS = 16;
const MB = 1024 * 1024;

export interface LogStoreLimits {
  /** Bytes of memory that one container's log takes at most. */
  readonly perContainer: number;
  /** And all of them. */
  readonly total: number;
}

export const STORE_LIMITS: LogStoreLimits = { perContainer: 16 * MB, total: 64 * MB };

/** A place in a container's log, between two entries. */
export interface Checkpoint {
  /** The number of its segment, and the place in it. */
  readonly segment: number;
  readonly at: number;
  /** How many lines are before it, in all. */
  readonly line: number;
}

/** Takes what is read, in order. */
export interface LogSink {
  /** So many lines were dropped before they were read. */
  dropped(lines: number): void;
  lines(lines: readonly LogLine[]): void;
  mark(mark: LogMark): void;
}

/** The logs of containers in memory: bytes, not strings, and no more of them than the limits say. */
export class LogStore {
  readonly #limits: LogStoreLimits;
  /** The one that was read the longest ago comes first. */
  readonly #logs = new Map<string, StoredLog>();
  #size = 0;

  constructor(limits: LogStoreLimits = STORE_LIMITS) {
    this.#limits = limits;
  }

  /** Bytes of memory that all logs take. */
  get size(): number {
    return this.#size;
  }

  /** How many lines of the container's log were dropped. */
  dropped(id: string): number {
    return this.#logs.get(id)?.firstLine ?? 0;
  }

  appendLines(id: string, lines: readonly LogLine[]): void {
    const log = this.#log(id);
    const before = log.size;
    for (const line of lines) log.appendLine(line);
    this.#grew(log, before);
  }

  appendMark(id: string, mark: LogMark): void {
    const log = this.#log(id);
    const before = log.size;
    log.appendMark(mark);
    this.#grew(log, before);
  }

  /** The first of what is held of the container. */
  start(id: string): Checkpoint {
    return this.#logs.get(id)?.start() ?? { segment: 0, at: 0, line: 0 };
  }

  /** Before the last so many lines, or before all that is held where there are fewer. */
  tail(id: string, lines: number): Checkpoint {
    return this.#logs.get(id)?.tail(lines) ?? this.start(id);
  }

  /** Behind the last entry. */
  end(id: string): Checkpoint {
    return this.#logs.get(id)?.end() ?? this.start(id);
  }

  /**
   * Gives what is behind a checkpoint, up to so many bytes and one entry more.
   * @returns where to go on; the same place as {@link end} where all was given
   */
  read(id: string, from: Checkpoint, maxBytes: number, sink: LogSink): Checkpoint {
    const log = this.#logs.get(id);
    if (log === undefined) return from;
    this.#logs.delete(id);
    this.#logs.set(id, log);
    return log.read(from, maxBytes, sink);
  }

  forget(id: string): void {
    this.#size -= this.#logs.get(id)?.size ?? 0;
    this.#logs.delete(id);
  }

  #log(id: string): StoredLog {
    let log = this.#logs.get(id);
    if (log === undefined) {
      log = new StoredLog(this.#limits.perContainer);
      this.#logs.set(id, log);
    }
    return log;
  }

  #grew(log: StoredLog, before: number): void {
    this.#size += log.size - before;
    for (const other of this.#logs.values()) {
      while (this.#size > this.#limits.total) {
        // What has just been written can be read at least once.
        const freed = other.dropOldest(other === log ? 1 : 0);
        if (freed === 0) break;
        this.#size -= freed;
      }
      if (this.#size <= this.#limits.total) return;
    }
  }
}

class StoredLog {
  readonly #limit: number;
  readonly #segments: LogSegment[] = [];
  /** The number of the first segment that is held. */
  #first = 0;
  /** How many there were, dropped ones included. */
  #lines = 0;
  size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many lines were before the first that is held. */
  get firstLine(): number {
    return this.#segments[0]?.firstLine ?? this.#lines;
  }

  appendLine(line: LogLine): void {
    this.#segmentFor(sizeOf(line)).appendLine(line);
    this.#lines++;
  }

  appendMark(mark: LogMark): void {
    this.#segmentFor(MARK_SIZE).appendMark(mark);
  }

  /** @returns the bytes that are free now: 0 where only so many segments are left as are to be kept */
  dropOldest(keep: number): number {
    if (this.#segments.length <= keep) return 0;
    const freed = this.#segments.shift()?.size ?? 0;
    this.#first++;
    this.size -= freed;
    return freed;
  }

  start(): Checkpoint {
    return { segment: this.#first, at: 0, line: this.firstLine };
  }

  end(): Checkpoint {
    const last = this.#segments.at(-1);
    if (last === undefined) return this.start();
    return { segment: this.#first + this.#segments.length - 1, at: last.end, line: this.#lines };
  }

  tail(lines: number): Checkpoint {
    const line = this.#lines - lines;
    if (line <= this.firstLine) return this.start();
    const index = this.#segments.findLastIndex(({ firstLine }) => firstLine <= line);
    const segment = this.#segments[index];
    if (segment === undefined) return this.end();
    return { segment: this.#first + index, at: segment.offsetOf(line - segment.firstLine), line };
  }

  read(from: Checkpoint, maxBytes: number, sink: LogSink): Checkpoint {
    let { segment, at, line } = from;
    if (segment < this.#first) {
      if (this.firstLine > line) sink.dropped(this.firstLine - line);
      ({ segment, at, line } = this.start());
    }
    const lines: LogLine[] = [];
    const give = () => {
      if (lines.length > 0) sink.lines(lines.splice(0));
    };
    for (let bytes = 0; bytes < maxBytes; ) {
      const current = this.#segments[segment - this.#first];
      if (current === undefined || (at >= current.end && current === this.#segments.at(-1))) break;
      if (at >= current.end) {
        segment++;
        at = 0;
        continue;
      }
      const mark = current.isMark(at) ? current.markAt(at) : undefined;
      if (mark !== undefined) {
        give();
        sink.mark(mark);
      } else {
        lines.push(current.lineAt(at));
        line++;
      }
      bytes += current.after(at) - at;
      at = current.after(at);
    }
    give();
    return { segment, at, line };
  }

  #segmentFor(size: number): LogSegment {
    const last = this.#segments.at(-1);
    if (last?.hasRoom(size)) return last;
    const largest = Math.min(LARGEST_SEGMENT, this.#limit / LEAST_SEGMENTS);
    const wanted = Math.max(FIRST_SEGMENT, Math.min(largest, (last?.size ?? 0) * 2));
    const segment = new LogSegment(Math.max(wanted, size), this.#lines);
    this.#segments.push(segment);
    this.size += segment.size;
    while (this.size > this.#limit && this.dropOldest(1) > 0);
    return segment;
  }
}
