import type { LogLine, LogListener, LogMark } from "../../../../../src/core/logs/logLine.ts";
import { Emitter } from "../../../../../src/shared/event.ts";

const LIMIT_MS = 30_000;

/** What a listener of a log was told: lines as texts, marks in brackets. */
export class Heard implements LogListener {
  readonly all: string[] = [];
  readonly #more = new Emitter<void>();

  get lineCount(): number {
    return this.all.filter((each) => !each.startsWith("[")).length;
  }

  lines(_id: string, lines: readonly LogLine[]): void {
    for (const { bytes } of lines) this.all.push(bytes.toString());
    this.#more.fire();
  }

  mark(_id: string, mark: LogMark): void {
    if (mark.kind === "exited") this.all.push(`[exited ${mark.code}]`);
    else this.all.push(`[${mark.kind}${mark.kind === "caughtUp" && mark.cut ? " cut" : ""}]`);
    this.#more.fire();
  }

  /** Resolves when it has been told, now or earlier. */
  until(what: string): Promise<void> {
    return this.untilCount(what, 1);
  }

  async untilCount(what: string, count: number): Promise<void> {
    const told = () => this.all.filter((each) => each === what).length >= count;
    if (told()) return;
    await new Promise<void>((resolve, reject) => {
      const subscription = this.#more.event(() => {
        if (!told()) return;
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      });
      const timer = setTimeout(() => {
        subscription.dispose();
        reject(new Error(`Waited in vain for ${what} in: ${this.all.slice(-50).join(", ")}`));
      }, LIMIT_MS);
    });
  }
}
