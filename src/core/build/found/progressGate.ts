/** What is longer is no error message. */
const MOST_HELD = 64 * 1024;

/**
 * Lets a stream through from where it is progress on: rawjson begins with `{`, while what a command prints that fails
 * (`ERROR: no record found for ref "…"`) is held back.
 */
export class ProgressGate {
  #held = "";
  #isOpen = false;

  /** What may be passed on. */
  push(text: string): string {
    if (this.#isOpen) return text;
    this.#held += text;
    // docker and buildx may warn of something first.
    const start = this.#held.search(/^\s*\{/m);
    if (start === -1 && this.#held.length <= MOST_HELD) return "";
    this.#held = this.#held.slice(Math.max(0, start));
    this.#isOpen = true;
    return this.take();
  }

  /** What was held back. */
  take(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }
}
