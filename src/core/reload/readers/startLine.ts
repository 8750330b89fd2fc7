import type { LogLine } from "../../logs/logLine.ts";

/** What a program prints later than this after the run's start is no line of its start. */
const START_MS = 3_000;
/** A line of a request log is printed at any time. */
const REQUEST = /\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/;
/** What npm, pnpm, yarn and bun print of the script that they run; a line that says nothing. */
const NO_PROGRAM = /^\s*$|^[>$] /;
/** Bun (1.4.5) begins to install packages, and has: a script does so before it starts the program. */
export const INSTALL = "bun install v";
const INSTALLED =
  /^(?:\d+ packages? installed|Checked \d+ installs? across \d+ packages?\b.*) \[[\d.]+m?s\]$/;

/**
 * The first line that the program printed in the run, and so, most likely, at each of its starts. Where only the end
 * of the log is known, or the program said nothing at its start, there is none.
 */
export class StartLine {
  #startedAt: number | undefined;
  #isOpen = true;
  /** The program has failed to start, and so has printed nothing: its first line comes whenever it is mended. */
  #isLate = false;
  /** The program comes after it. */
  #installs = false;
  #bytes: Buffer | undefined;

  /** @param startedAt of the run, in milliseconds; absent: with the first line */
  constructor(startedAt: number | undefined) {
    this.#startedAt = startedAt;
  }

  /** Whether it is still to come. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it comes late. */
  get isLate(): boolean {
    return this.#isOpen && this.#isLate;
  }

  /** No program is started, or none that would say so. */
  close(): void {
    this.#isOpen = false;
  }

  /** Whether the program has failed before it came to its first line. */
  setLate(isLate: boolean): void {
    this.#isLate = isLate && this.#isOpen;
  }

  /** Whether the bytes are those of the first line. */
  isSame(bytes: Uint8Array): boolean {
    return this.#bytes?.length === bytes.length && this.#bytes.equals(bytes);
  }

  /** A line has come, of whatever it is; to be told of each while it {@link isOpen}. */
  pass(time: number): void {
    this.#startedAt ??= time;
    if (!this.#isLate && !this.#installs && time > this.#startedAt + START_MS) this.#isOpen = false;
  }

  /**
   * A line of the program has come.
   * @returns whether it is the first line, come again or come late
   */
  read(text: string, bytes: Buffer, { stream, broken, time }: LogLine): boolean {
    if (stream !== "stdout" || this.#isInstall(text, time)) return false;
    if (!this.#isOpen) return this.isSame(bytes);
    if (NO_PROGRAM.test(text)) return false;
    this.#isOpen = false;
    if (broken || REQUEST.test(text)) return false;
    this.#bytes = Buffer.from(bytes);
    return this.#isLate;
  }

  /** What a script has said before it was not the program. */
  #isInstall(text: string, time: number): boolean {
    if (text.startsWith(INSTALL) && time <= (this.#startedAt ?? time) + START_MS) {
      this.#installs = true;
      this.#isOpen = true;
      this.#bytes = undefined;
      return true;
    }
    if (!this.#installs) return false;
    if (INSTALLED.test(text)) {
      this.#installs = false;
      this.#startedAt = time;
    }
    return true;
  }
}
