import type { LogChunk } from "../../shared/protocol.ts";
import { AnsiFilter } from "./sanitize.ts";

const DIM = "\x1b[2m";
const RESET = "\x1b[0m";

/** Turns a service's log into what its terminal shows; several containers are told apart by their numbers. */
export class TerminalText {
  readonly #filters = new Map<string, AnsiFilter>();
  /** Whose line is unfinished; `undefined` at the start of a line. */
  #open: string | undefined;

  /** @param label what marks the container's lines; undefined where it is the only one */
  push(chunk: LogChunk, label: string | undefined): string {
    return chunk.kind === "note" ? this.#note(chunk.text) : this.#text(chunk.containerId, chunk.text, label);
  }

  #note(text: string): string {
    const plain = new AnsiFilter("drop").push(text).replace(/\s*\n\s*/g, " ");
    return `${this.#finishLine()}${RESET}${DIM}── ${plain} ──${RESET}\r\n`;
  }

  #text(containerId: string, raw: string, label: string | undefined): string {
    const text = this.#filter(containerId).push(raw);
    if (text === "") return "";
    let out = this.#open === containerId ? "" : this.#finishLine();
    const prefix = label === undefined ? "" : `${DIM}${label}${RESET} `;
    for (const line of text.split(/(?<=\n)/)) {
      if (this.#open === undefined) out += prefix;
      this.#open = line.endsWith("\n") ? undefined : containerId;
      out += line.replace(/\r*\n$/, "\r\n");
    }
    return out;
  }

  #finishLine(): string {
    if (this.#open === undefined) return "";
    this.#open = undefined;
    return "\r\n";
  }

  #filter(containerId: string): AnsiFilter {
    const known = this.#filters.get(containerId) ?? new AnsiFilter("keep");
    this.#filters.set(containerId, known);
    return known;
  }
}
