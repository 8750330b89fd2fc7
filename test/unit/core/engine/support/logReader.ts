import { Emitter } from "../../../../../src/shared/event.ts";
import type { LogChunk } from "../../../../../src/shared/protocol.ts";

const LIMIT_MS = 30_000;

/** A service's log as a user reads it. */
export class LogReader {
  /** With the notes in brackets, each on its line. */
  shown = "";
  /** Without the notes. */
  text = "";
  readonly #more = new Emitter<void>();

  readonly emit = async (chunk: LogChunk): Promise<void> => {
    if (chunk.kind === "text") this.text += chunk.text;
    this.shown += chunk.kind === "text" ? chunk.text : `[${chunk.text}]\n`;
    this.#more.fire();
  };

  until(part: string): Promise<void> {
    return this.#until(JSON.stringify(part), () => this.shown.includes(part));
  }

  /** @param length of {@link text}, behind which it has to come */
  untilMore(length: number, part: string): Promise<void> {
    return this.#until(JSON.stringify(part), () => this.text.indexOf(part, length) !== -1);
  }

  untilText(condition: (text: string) => boolean): Promise<void> {
    return this.#until("the whole log", () => condition(this.text));
  }

  async #until(what: string, condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const subscription = this.#more.event(() => {
        if (!condition()) return;
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      });
      const timer = setTimeout(() => {
        subscription.dispose();
        reject(new Error(`Waited in vain for ${what} in:\n${this.shown.slice(-2_000)}`));
      }, LIMIT_MS);
    });
  }
}
