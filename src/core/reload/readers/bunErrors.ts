import type { LogLine } from "../../logs/logLine.ts";

/** What bun has printed of an error. */
export type BunError =
  /** Code could not be parsed, or a module not be found: none of it was run. */
  | { readonly kind: "notLoaded"; readonly text: string; readonly file: string }
  /** `sure`: nobody caught it, and a module was being loaded as it was thrown; else it may have ended a request. */
  | { readonly kind: "thrown"; readonly text: string; readonly sure: boolean }
  /** The one before was only printed by the program, or ended no more than a request. */
  | { readonly kind: "harmless" };

type State =
  | { readonly kind: "none" }
  /** The line under the code has been read: the next one is the error's. */
  | { readonly kind: "caret" }
  /** Where it was is still to come, after other lines of it, or at once. */
  | { readonly kind: "header"; readonly text: string; readonly atOnce: boolean; readonly lines: number }
  /** `told`: how much of it. */
  | { readonly kind: "frames"; readonly text: string; readonly told: "nothing" | "unsure" | "sure" }
  /** The error is whole: the next line tells whether it counts. */
  | { readonly kind: "after" }
  /** An empty line came after it: more of it follows, or it was printed by the program. */
  | { readonly kind: "gap"; readonly text: string; readonly sure: boolean };

const NONE: State = { kind: "none" };
/** More lines of an error's text are not read. */
const MOST_LINES = 40;
/** What belongs together is written at once. */
const TOGETHER_MS = 100;

const CARET = /^ *\^$/;
const CODE = /^ *\d+ \| /;
/** Without code before it: of CSS, of HTML. An error that the program printed with its stack has its own name, too. */
const PLAIN_ERROR = /^error: (?!\w*(?:Error|Exception): )/;
/** Four spaces: of code that was not run. In HTML the line is not told. */
const PLACE = /^ {4}at ((?:\/|[A-Za-z]:[\\/]).*?)(?::\d+:\d+)?$/;
/** Of these the code is always shown. */
const SCRIPT = /\.[cm]?[jt]sx?$/;
const FRAME = /^ {6}at (.+)$/;
/** A frame without a function is a module's own code, which is run once, as it is loaded. */
const MODULE_FRAME = /^(?:async )?(?:\/|file:|[A-Za-z]:[\\/])[^()]*:\d+:\d+$/;
const CANNOT_LISTEN =
  /^error: (?:Failed to start server\. Is port \d+ in use\?|listen EADDRINUSE: |Failed to listen at )/;
const UNRESOLVED = /^error: Cannot find (?:module|package) ['"].*['"] from ['"](.+)['"]$/;
const NO_EXPORT = /^SyntaxError: Export named '.*' not found in module '(.+)'\.$/;
const REQUEST_FAILED = /^[A-Z]+ - \S+ failed$/;

/**
 * Reads the errors that bun prints (1.4.5): some lines of code, a caret, the error, where it was thrown.
 *
 * What the program prints itself by `console.error(error)` looks the same, with an empty line after it; an error in a
 * request has the function's name in each frame. Where the two can't be told apart nothing is told.
 */
export class BunErrors {
  #state: State = NONE;
  #stream: LogLine["stream"] = "stderr";
  #at = 0;
  /** What follows is the cause of an error that was told. */
  #isCause = false;
  #tookLast = false;

  /** Whether the next line matters, whatever it is. */
  get isOpen(): boolean {
    return this.#state.kind !== "none";
  }

  /** Whether the last line was a part of an error. */
  get tookLast(): boolean {
    return this.#tookLast;
  }

  read(text: string, line: LogLine): BunError | undefined {
    if (line.time - this.#at > TOGETHER_MS) {
      this.#state = NONE;
      this.#isCause = false;
    }
    this.#tookLast = false;
    if (this.isOpen && line.stream !== this.#stream) return undefined;
    this.#at = line.time;
    this.#stream = line.stream;
    const error = this.#read(text);
    this.#tookLast = this.isOpen;
    return error;
  }

  #read(text: string): BunError | undefined {
    switch (this.#state.kind) {
      case "none":
        return this.#begin(text);
      case "caret":
        this.#state = text.trim() === "" ? NONE : { kind: "header", text, atOnce: false, lines: 0 };
        return undefined;
      case "header":
        return this.#header(text, this.#state);
      case "frames":
        return this.#frame(text, this.#state);
      case "after":
        this.#state = NONE;
        return REQUEST_FAILED.test(text) ? { kind: "harmless" } : this.#begin(text);
      case "gap":
        return this.#gap(text, this.#state);
    }
  }

  #begin(text: string): BunError | undefined {
    if (CARET.test(text)) this.#state = { kind: "caret" };
    const file = (UNRESOLVED.exec(text) ?? NO_EXPORT.exec(text))?.[1];
    if (file !== undefined) {
      this.#state = { kind: "after" };
      return { kind: "notLoaded", text, file };
    }
    if (PLAIN_ERROR.test(text)) this.#state = { kind: "header", text, atOnce: true, lines: 0 };
    return undefined;
  }

  #header(text: string, state: Extract<State, { kind: "header" }>): BunError | undefined {
    const file = PLACE.exec(text)?.[1];
    if (file !== undefined && state.text.startsWith("error: ") && !(state.atOnce && SCRIPT.test(file))) {
      this.#state = { kind: "after" };
      return { kind: "notLoaded", text: state.text, file };
    }
    if (FRAME.test(text)) {
      const told = this.#isCause ? "sure" : "nothing";
      this.#isCause = false;
      return this.#frame(text, { kind: "frames", text: state.text, told });
    }
    if (state.atOnce || CARET.test(text) || state.lines >= MOST_LINES) {
      this.#state = NONE;
      return this.#begin(text);
    }
    this.#state = { ...state, lines: state.lines + 1 };
    return undefined;
  }

  #frame(text: string, state: Extract<State, { kind: "frames" }>): BunError | undefined {
    const where = FRAME.exec(text)?.[1];
    if (where === undefined) return this.#framesEnd(text, state);
    const sure = MODULE_FRAME.test(where) || CANNOT_LISTEN.test(state.text);
    const tells = state.told === "nothing" || (state.told === "unsure" && sure);
    this.#state = tells ? { ...state, told: sure ? "sure" : "unsure" } : state;
    return tells ? { kind: "thrown", text: state.text, sure } : undefined;
  }

  #framesEnd(text: string, state: Extract<State, { kind: "frames" }>): BunError | undefined {
    this.#state = text === "" ? { kind: "gap", text: state.text, sure: state.told === "sure" } : NONE;
    return text === "" || REQUEST_FAILED.test(text) ? { kind: "harmless" } : this.#begin(text);
  }

  /** The error's cause is printed after an empty line, too. */
  #gap(text: string, state: Extract<State, { kind: "gap" }>): BunError | undefined {
    this.#state = NONE;
    if (!CODE.test(text)) return this.#begin(text);
    this.#isCause = true;
    return { kind: "thrown", text: state.text, sure: state.sure };
  }
}
