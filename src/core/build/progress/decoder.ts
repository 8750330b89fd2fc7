import type { ProgressItem } from "./item.ts";
import { ObjectScanner } from "./objectScanner.ts";
import { PlainProgress } from "./plainProgress.ts";
import { SolveStatusReader } from "./solveStatus.ts";

/**
 * In UTF-16 units. BuildKit cuts a status where its logs come to 1 MiB (client/status.go); with what JSON adds to short
 * lines that is some 4 MiB.
 */
const MAX_OBJECT = 16 * 1024 * 1024;
/** In UTF-16 units: the rest of a longer line is dropped. Compose's last line tells the whole command that failed. */
const MAX_TEXT = 8_000;
const INNER_LINE = /^[\s"}\]]/;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Lines of an object that has not ended. */
interface OpenObject {
  readonly scanner: ObjectScanner;
  readonly lines: string[];
  length: number;
}

/**
 * Reads what a build prints, in whatever form it does: `--progress rawjson` as one object a line (buildx 0.29, Compose
 * 2.40) or over many lines (buildx up to 0.14), Compose's own JSON lines, `--progress plain`, and text between and
 * behind them. Never throws; what is no progress is text. The memory is bounded.
 */
export class ProgressDecoder {
  readonly #statuses = new SolveStatusReader();
  readonly #plain: PlainProgress;
  #rest = "";
  /** The line has been too long, and its end has not come. */
  #skipping = false;
  #open: OpenObject | undefined;

  /** @param now milliseconds since the epoch: plain progress has no times of its own */
  constructor(now: () => number = Date.now) {
    this.#plain = new PlainProgress(now);
  }

  /** @param text cut anywhere, but within characters */
  push(text: string): ProgressItem[] {
    const items: ProgressItem[] = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      this.#finish(text.slice(from, end), items);
      from = end + 1;
    }
    if (from < text.length) this.#hold(text.slice(from), items);
    return items;
  }

  /** What was held back, now that no more text comes. */
  flush(): ProgressItem[] {
    const items: ProgressItem[] = [];
    this.#finish("", items);
    this.#abandon(items);
    items.push(...this.#statuses.flush());
    return items;
  }

  #hold(piece: string, items: ProgressItem[]): void {
    if (this.#skipping) return;
    this.#rest += piece;
    if (this.#rest.length <= MAX_OBJECT) return;
    this.#abandon(items);
    addText(this.#rest, items);
    this.#rest = "";
    this.#skipping = true;
  }

  #finish(piece: string, items: ProgressItem[]): void {
    const line = this.#rest === "" ? piece : this.#rest + piece;
    this.#rest = "";
    if (!this.#skipping) this.#line(line.endsWith("\r") ? line.slice(0, -1) : line, items);
    this.#skipping = false;
  }

  #line(line: string, items: ProgressItem[]): void {
    let rest = line;
    while (rest !== "") {
      const opens = rest.charCodeAt(0) === OPEN_BRACE;
      // Lines within an object are indented, but for its last one: else it was none.
      if (this.#open !== undefined && (opens || !INNER_LINE.test(rest))) this.#abandon(items);
      if (this.#open === undefined) {
        if (!opens) {
          this.#text(rest, items);
          return;
        }
        // Nearly all lines of a build are whole objects.
        const object = rest.charCodeAt(rest.length - 1) === CLOSE_BRACE ? parse(rest) : undefined;
        if (object !== undefined) {
          this.#object(object, rest, items);
          return;
        }
      }
      rest = this.#scan(rest, items).trimStart();
    }
  }

  /** Takes the line into an object; gives what is behind its end. */
  #scan(line: string, items: ProgressItem[]): string {
    this.#open ??= { scanner: new ObjectScanner(), lines: [], length: 0 };
    const { scanner, lines } = this.#open;
    const end = scanner.scan(line);
    lines.push(typeof end === "number" ? line.slice(0, end) : line);
    this.#open.length += line.length;
    if (end === "open" && this.#open.length <= MAX_OBJECT) return "";
    const text = lines.join("\n");
    const object = typeof end === "number" ? parse(text) : undefined;
    if (object === undefined) this.#abandon(items);
    else {
      this.#open = undefined;
      this.#object(object, text, items);
    }
    return typeof end === "number" ? line.slice(end) : "";
  }

  #abandon(items: ProgressItem[]): void {
    const lines = this.#open?.lines ?? [];
    this.#open = undefined;
    for (const line of lines) this.#text(line, items);
  }

  #object(object: Readonly<Record<string, unknown>>, text: string, items: ProgressItem[]): void {
    if (this.#statuses.read(object, items)) return;
    const { id, status, error, message } = object;
    // Compose's own; an error has no message where it was cancelled.
    const said =
      error === true
        ? message
        : typeof id === "string" && typeof status === "string"
          ? `${id} ${status}`
          : text;
    if (typeof said !== "string" || said === "{}") return;
    for (const line of said.split("\n")) addText(line, items);
  }

  #text(line: string, items: ProgressItem[]): void {
    const item = this.#plain.read(line);
    if (item === undefined) addText(line, items);
    else if (item !== "nothing") items.push(item);
  }
}

/** `undefined`: it is no JSON. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Any object can be asked for any field: each is `unknown`.
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Empty lines are between all things: they tell nothing. */
function addText(text: string, items: ProgressItem[]): void {
  const line = text.slice(0, MAX_TEXT);
  if (line.trim() !== "") items.push({ kind: "text", line });
}
