/** `keep`: colours stay, for a terminal. `drop`: plain text, for whatever draws none. */
export type Colours = "keep" | "drop";

type State =
  | { readonly kind: "text" }
  | { readonly kind: "escape" }
  /** ESC and an intermediate byte: one more byte ends it. */
  | { readonly kind: "escapeIntermediate" }
  /** `parameters` is undefined once they are too long, or are not those of a colour. */
  | { readonly kind: "control"; readonly parameters: string | undefined }
  /** OSC, DCS, SOS, PM, APC: until its terminator. */
  | { readonly kind: "string" };

const TEXT: State = { kind: "text" };
const LONGEST_COLOUR = 64;

/**
 * Takes every terminal sequence out of a log but colours (SGR), so that what a program prints can't clear the
 * screen, set titles, write the clipboard (OSC 52) or make the terminal answer. Sequences may be cut anywhere
 * between chunks. Syntax: ECMA-48, with the C1 controls in their 8-bit form, as xterm.js reads them.
 */
export class AnsiFilter {
  readonly #colours: Colours;
  #state: State = TEXT;

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  /** @returns printable text with line feeds, carriage returns and tabs, and colours where they are kept */
  push(chunk: string): string {
    let out = "";
    let plainFrom = 0;
    for (let index = 0; index < chunk.length; index++) {
      const code = chunk.charCodeAt(index);
      if (this.#state.kind === "text" && isPlain(code)) continue;
      out += chunk.slice(plainFrom, index) + this.#step(chunk.charAt(index), code);
      plainFrom = index + 1;
    }
    return out + chunk.slice(plainFrom);
  }

  #step(character: string, code: number): string {
    // A line feed ends anything: a sequence that never ends would hide the rest of the log.
    if (code === 0x0a) {
      this.#state = TEXT;
      return "\n";
    }
    const state = this.#state;
    if (code === 0x1b || isC1(code)) return this.#begin(code);
    switch (state.kind) {
      case "text":
        // A control character that is neither a line end nor a tab.
        return "";
      case "escape":
        this.#state = afterEscape(character, code);
        return "";
      case "escapeIntermediate":
        if (code >= 0x30) this.#state = TEXT;
        return "";
      case "control":
        return this.#control(state.parameters, character, code);
      case "string":
        // BEL, CAN, SUB.
        if (code === 0x07 || code === 0x18 || code === 0x1a) this.#state = TEXT;
        return "";
    }
  }

  #begin(code: number): string {
    // An 8-bit control is ESC and the character 0x40 below it.
    this.#state =
      code === 0x1b ? { kind: "escape" } : afterEscape(String.fromCharCode(code - 0x40), code - 0x40);
    return "";
  }

  #control(parameters: string | undefined, character: string, code: number): string {
    if (code < 0x20) {
      if (code === 0x18 || code === 0x1a) this.#state = TEXT;
      return "";
    }
    if (code < 0x40) {
      const colour =
        /[\d;:]/.test(character) && parameters !== undefined && parameters.length < LONGEST_COLOUR;
      this.#state = { kind: "control", parameters: colour ? parameters + character : undefined };
      return "";
    }
    this.#state = TEXT;
    // Not ASCII: no sequence ends like that, so it is the log's own again.
    if (code > 0x7e) return code === 0x7f ? "" : character;
    return character === "m" && parameters !== undefined && this.#colours === "keep"
      ? `\x1b[${parameters}m`
      : "";
  }
}

function isPlain(code: number): boolean {
  return code === 0x09 || code === 0x0a || code === 0x0d || (code >= 0x20 && code !== 0x7f && !isC1(code));
}

function isC1(code: number): boolean {
  return code >= 0x80 && code <= 0x9f;
}

/** @param character what stands behind ESC */
function afterEscape(character: string, code: number): State {
  if (character === "[") return { kind: "control", parameters: "" };
  if ("]PX^_".includes(character)) return { kind: "string" };
  return code >= 0x20 && code < 0x30 ? { kind: "escapeIntermediate" } : TEXT;
}
