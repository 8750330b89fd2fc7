import type { LogLine } from "../../logs/logLine.ts";
import type { LineReader } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { type BunError, BunErrors } from "./bunErrors.ts";
import { BunPages } from "./bunPages.ts";
import { clearedLength } from "./clearScreen.ts";
import { beginsWith } from "./lineTest.ts";
import { INSTALL, StartLine } from "./startLine.ts";

/** What bun keeps while its errors stand. */
export type BunServing =
  /** The server stays, and with it what was wrong with its pages. */
  | "hot"
  /** Every start is a new process. */
  | "watch"
  /** There are pages alone. */
  | "html";

/** Errors of one reload are written at once. */
const TOGETHER_MS = 100;
/** More files that are broken at the same time are not told apart. */
const MOST_BROKEN = 1_000;
const REPEATS = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => `[x${count}`);
const mayBeBun = beginsWith([
  "error: ",
  "SyntaxError: ",
  "^\0\0",
  "Bundled",
  "Reloaded",
  "Bun v",
  "DEV",
  INSTALL,
  ...REPEATS,
]);
const READY = /^(?: DEV {2})?Bun v\d+\.\d+\.\d+\S* (?:dev server )?ready in [\d.]+ m?s$/;
/**
 * What a file gives that is read while it is empty, or half of it is there: an editor that saves in place empties it
 * first, and `--hot` reads it so in up to half of such saves (1.4.5), `--watch` in few; both take the rest in a moment
 * later, and say nothing.
 */
const HALF_WRITTEN = /^SyntaxError: Export named '.*' not found in module |^error: Unexpected end of file/;
/** What follows a cleared screen and is bun's own. */
const OWN = /^ *\d+ \| |^\w*[Ee]rror: |^(?:\[x\d+\] )?Reloaded in |^Bundled page in /;

/** When the errors of a reload began to come, and which have. */
interface Reload {
  readonly at: number;
  readonly errors: Set<string>;
  /** What the first of them says: the others may follow from it. */
  readonly first: string;
  /** All that has come may be of a file that was being written. */
  readonly halfWritten: boolean;
}

const NO_RELOAD: Reload = { at: -Infinity, errors: new Set(), first: "", halfWritten: false };

/** Reads what bun prints with `--watch` or `--hot`, and as a server of pages (1.4.5). */
export class BunReader implements LineReader {
  readonly #serving: BunServing;
  readonly #start: StartLine;
  readonly #errors = new BunErrors();
  readonly #pages = new BunPages();
  /** The files whose errors stand, as far as is known. */
  readonly #broken = new Set<string>();
  #reload = NO_RELOAD;
  /** The files that are broken by what was told last; absent: nothing is to be taken back. */
  #last: Set<string> | undefined;
  #thrownAt = -Infinity;
  /** Errors come by another output than the program's lines: a cleared screen says nothing of them there. */
  #isApart = false;

  constructor(serving: BunServing, startedAt: number | undefined) {
    this.#serving = serving;
    this.#start = new StartLine(startedAt);
    if (serving === "html") this.#start.close();
  }

  mayMatter(bytes: Uint8Array): boolean {
    if (this.#errors.isOpen || this.#start.isOpen || this.#isDown || mayBeBun(bytes)) return true;
    return clearedLength(bytes) > 0 || this.#start.isSame(bytes);
  }

  read(text: string, line: LogLine): readonly Signal[] {
    this.#start.pass(line.time);
    const error = this.#errors.read(text, line);
    if (error !== undefined) {
      this.#isApart ||= line.stream === "stderr";
      return this.#error(error, line.time);
    }
    if (this.#errors.tookLast) return [];
    const page = this.#page(text);
    if (page.length > 0) return page;
    if (this.#serving === "html" || text === "" || OWN.test(text)) return [];
    return this.#program(text, line);
  }

  /** No process has come to running: whatever is printed, a new one prints it. */
  get #isDown(): boolean {
    return this.#serving === "watch" && this.#broken.size > 0 && this.#pages.isEmpty;
  }

  #error(error: BunError, at: number): readonly Signal[] {
    if (error.kind === "harmless") return this.#retract();
    if (error.kind === "thrown") return this.#thrown(error, at);
    this.#start.setLate(true);
    const isSame = at - this.#reload.at <= TOGETHER_MS;
    const isHalf = this.#serving !== "html" && HALF_WRITTEN.test(error.text);
    // What was wrong with half a file is not wrong with the whole one.
    const goesOn = isSame && (isHalf || !this.#reload.halfWritten);
    const { errors, first, halfWritten } = goesOn
      ? this.#reload
      : { errors: new Set<string>(), first: error.text, halfWritten: true };
    errors.add(`${error.file} ${error.text}`);
    this.#reload = { at: isSame ? this.#reload.at : at, errors, first, halfWritten: halfWritten && isHalf };
    if (!isSame || this.#last === undefined) this.#last = new Set();
    if (!this.#broken.has(error.file) && this.#broken.size < MOST_BROKEN) {
      this.#last.add(error.file);
      this.#broken.add(error.file);
    }
    const failed: Signal = {
      kind: "failed",
      errors: errors.size,
      line: first,
      ...(this.#reload.halfWritten ? { halfWritten: true } : {}),
    };
    return isSame ? [failed] : [{ kind: "begin" }, failed];
  }

  #thrown({ text, sure }: Extract<BunError, { kind: "thrown" }>, at: number): readonly Signal[] {
    // Before the program has printed anything there were hardly requests.
    if (!sure && !this.#start.isOpen) return [];
    this.#start.setLate(true);
    const isSame = at - this.#thrownAt <= TOGETHER_MS;
    this.#thrownAt = at;
    this.#last = new Set();
    return isSame ? [] : [{ kind: "crash", line: text }];
  }

  #retract(): readonly Signal[] {
    if (this.#last === undefined) return [];
    for (const file of this.#last) this.#broken.delete(file);
    this.#last = undefined;
    this.#start.setLate(false);
    this.#thrownAt = -Infinity;
    this.#reload = NO_RELOAD;
    return [{ kind: "retract" }];
  }

  #page(text: string): readonly Signal[] {
    if (this.#serving === "html" && READY.test(text)) return [{ kind: "launch", sure: true }];
    const event = this.#pages.read(text);
    if (event === undefined) return [];
    const wasBroken = this.#broken.size > 0;
    this.#mended((file) => this.#serving !== "hot" || this.#pages.has(file));
    // The server's own code is broken as before.
    if (this.#broken.size > 0) return [];
    // Of the server's own code a page's first bundle says nothing.
    return event.kind === "reloaded" || wasBroken || this.#serving === "html" ? [{ kind: "reloaded" }] : [];
  }

  #program(text: string, line: LogLine): readonly Signal[] {
    // More of the error, as far as can be told.
    const isError = line.time - Math.max(this.#reload.at, this.#thrownAt) <= TOGETHER_MS;
    if (isError && this.#start.isLate) return [];
    const length = clearedLength(line.bytes);
    const isStart = this.#start.read(text, line.bytes.subarray(length), line);
    const cleared = length > 0 && (line.stream === "stderr" || !this.#isApart);
    const isUp = this.#isDown && !isError;
    if (!isStart && !cleared && !isUp) return [];
    this.#mended((file) => this.#serving !== "hot" || !this.#pages.has(file));
    // A page that is broken stays so.
    if (this.#broken.size > 0) return [];
    // Any line may be the first one after the screen was cleared, and long after.
    if (!isStart || !cleared) return [{ kind: "launch", sure: false }];
    return [{ kind: "begin" }, { kind: "launch", sure: true }];
  }

  #mended(isMended: (file: string) => boolean): void {
    this.#reload = NO_RELOAD;
    this.#last = undefined;
    for (const file of this.#broken) if (isMended(file)) this.#broken.delete(file);
  }
}
