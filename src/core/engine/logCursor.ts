import type { LogMessage } from "./frames.ts";
import { toSince } from "./logTime.ts";

/**
 * How far a log has been read, across connections. A log is reopened at the time of the last message, inclusive, since
 * several may bear the same time; those of them that were read before are dropped.
 */
export class LogCursor {
  #last = "";
  /** How many messages of that very time were read. */
  #count = 0;
  /** How many of them are still to come again; `undefined` when all that comes is new. */
  #repeats: number | undefined;
  #overlapped = false;

  /** For the engine's `since`; `undefined` before the first message. */
  get since(): string | undefined {
    return this.#last === "" ? undefined : toSince(this.#last);
  }

  /** The log has been opened again at {@link since}. */
  reopened(): void {
    if (this.#last === "") return;
    this.#repeats = this.#count;
    this.#overlapped = false;
  }

  /**
   * What of these was not read before. `gap`: the last message that was read did not come again,
   * so the log has lost it by now, and perhaps others behind it.
   */
  take(messages: readonly LogMessage[]): { readonly fresh: readonly LogMessage[]; readonly gap: boolean } {
    let gap = false;
    const fresh: LogMessage[] = [];
    for (const message of messages) {
      if (message.time !== "") {
        if (this.#isRepeat(message.time)) continue;
        if (this.#repeats !== undefined) gap = !this.#overlapped;
        this.#repeats = undefined;
        this.#advance(message.time);
      }
      fresh.push(message);
    }
    return { fresh, gap };
  }

  #isRepeat(time: string): boolean {
    if (this.#repeats === undefined || time > this.#last) return false;
    this.#overlapped = true;
    // Engines that know seconds only give what is older, too.
    if (time < this.#last) return true;
    if (this.#repeats === 0) return false;
    this.#repeats--;
    return true;
  }

  #advance(time: string): void {
    if (time > this.#last) {
      this.#last = time;
      this.#count = 1;
    } else if (time === this.#last) this.#count++;
  }
}
