import type { LogMessage } from "./frames.ts";
import { compareTimes, type LogTime, toSince } from "./logTime.ts";

/** How many messages are remembered one by one. */
const REMEMBERED = 1024;
/** How far two streams' messages can be out of order, with much to spare: the engine notes them microseconds off. */
const OVERLAP_NANOS = 100_000_000;

/**
 * How far a log has been read, across connections. A log is reopened a moment before the last message, since several
 * may bear one time, and since one of the other stream may have been noted late; what was read before is dropped.
 */
export class LogCursor {
  #last: LogTime = { seconds: 0, nanos: 0 };
  /** How many messages of that very time were read. */
  #count = 0;
  readonly #remembered: LogMessage["stream"][] = [];
  readonly #seconds = new Float64Array(REMEMBERED);
  readonly #nanos = new Float64Array(REMEMBERED);
  #next = 0;
  /** The latest that is no longer remembered. */
  #forgotten: LogTime = { seconds: 0, nanos: 0 };
  #repeats: Repeats | undefined;

  /** For the engine's `since`; `undefined` before the first message. */
  get since(): string | undefined {
    return this.#last.seconds === 0 ? undefined : toSince(this.#start());
  }

  /** The log has been opened again at {@link since}. */
  reopened(): void {
    if (this.#last.seconds === 0) return;
    const start = this.#start();
    const counts = new Map<string, number>();
    // Too many of one time to be remembered: their number tells, of whichever stream they are.
    if (compareTimes(start, this.#forgotten) <= 0) counts.set("", this.#count);
    else {
      this.#remembered.forEach((stream, index) => {
        const time = { seconds: this.#seconds[index] ?? 0, nanos: this.#nanos[index] ?? 0 };
        if (compareTimes(time, start) < 0) return;
        const key = keyOf(stream, time);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    this.#repeats = { start, last: this.#last, counts, overlapped: false };
  }

  /**
   * Whether the log does not reach back to what was read: it has dropped the last message by now, or not all was asked
   * for. Told by the first messages that come after it was reopened, before {@link take} takes them.
   */
  misses(messages: readonly LogMessage[]): boolean {
    if (this.#repeats === undefined || this.#repeats.overlapped) return false;
    const first = messages.find(({ seconds }) => seconds > 0);
    return first !== undefined && compareTimes(first, this.#last) > 0;
  }

  /** What of these was not read before. */
  take(messages: readonly LogMessage[]): readonly LogMessage[] {
    const fresh: LogMessage[] = [];
    for (const message of messages) {
      if (message.seconds > 0) {
        if (this.#repeats !== undefined && this.#isRepeat(this.#repeats, message)) continue;
        this.#advance(message);
      }
      fresh.push(message);
    }
    return fresh;
  }

  #isRepeat(repeats: Repeats, message: LogMessage): boolean {
    repeats.overlapped = true;
    if (compareTimes(message, repeats.last) > 0) {
      if (message.seconds > repeats.last.seconds + 1) this.#repeats = undefined;
      return false;
    }
    // Engines that know seconds only give what is older, too.
    if (compareTimes(message, repeats.start) < 0) return true;
    const key = repeats.counts.has("") ? "" : keyOf(message.stream, message);
    const count = repeats.counts.get(key) ?? 0;
    if (count > 1) repeats.counts.set(key, count - 1);
    else repeats.counts.delete(key);
    if (repeats.counts.size === 0) this.#repeats = undefined;
    return count > 0;
  }

  #start(): LogTime {
    const { seconds, nanos } = this.#last;
    const start =
      nanos >= OVERLAP_NANOS
        ? { seconds, nanos: nanos - OVERLAP_NANOS }
        : { seconds: seconds - 1, nanos: nanos + 1e9 - OVERLAP_NANOS };
    if (compareTimes(start, this.#forgotten) > 0) return start;
    const { seconds: whole, nanos: rest } = this.#forgotten;
    const after = rest + 1 < 1e9 ? { seconds: whole, nanos: rest + 1 } : { seconds: whole + 1, nanos: 0 };
    return compareTimes(after, this.#last) <= 0 ? after : this.#last;
  }

  #advance({ stream, seconds, nanos }: LogMessage): void {
    const index = this.#next;
    if (this.#remembered.length === REMEMBERED) this.#forget(index);
    this.#remembered[index] = stream;
    this.#seconds[index] = seconds;
    this.#nanos[index] = nanos;
    this.#next = (index + 1) % REMEMBERED;
    const later = seconds - this.#last.seconds || nanos - this.#last.nanos;
    if (later === 0) this.#count++;
    else if (later > 0) {
      this.#last = { seconds, nanos };
      this.#count = 1;
    }
  }

  #forget(index: number): void {
    const seconds = this.#seconds[index] ?? 0;
    const nanos = this.#nanos[index] ?? 0;
    const later = seconds - this.#forgotten.seconds || nanos - this.#forgotten.nanos;
    if (later > 0) this.#forgotten = { seconds, nanos };
  }
}

/** What is still to come again. */
interface Repeats {
  readonly start: LogTime;
  /** What comes after it is new. */
  readonly last: LogTime;
  /** By {@link keyOf}; under the empty one, how many of the last time, where they are too many to be remembered. */
  readonly counts: Map<string, number>;
  overlapped: boolean;
}

function keyOf(stream: LogMessage["stream"], { seconds, nanos }: LogTime): string {
  return `${stream} ${seconds} ${nanos}`;
}
