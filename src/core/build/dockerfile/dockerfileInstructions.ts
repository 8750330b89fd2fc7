/** An instruction of a Dockerfile, as it is written (Dockerfile frontend 1.4 to 1.18). */
export interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** What follows the name, its lines joined by a space each; without a here-document's lines. */
  readonly rest: string;
  /** The lines of its here-documents, one text each. */
  readonly heredocs: readonly string[];
  /** From 1. */
  readonly line: number;
  /** The last one, a here-document's end included. */
  readonly endLine: number;
  /** Of its name; from 1, in UTF-16 code units. */
  readonly column: number;
}

/** The name of a here-document that a word opens: `<<EOF`, `0<<-"EOF"`; not `<<<word`. */
const HEREDOC = /(?:^|\s)\d*<<(-?)["']?([^\s<"']+)["']?(?=\s|$)/g;
const WITH_HEREDOC = new Set(["RUN", "COPY", "ADD"]);
const NOTHING = /^\s*(?:#|$)/;

/** A Dockerfile's instructions, in order. */
export function* instructions(text: string): Generator<Instruction> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const escaping = directive(text, "escape") === "`" ? "`" : "\\";
  const ends = new HeredocEnds(lines);
  for (let at = 0; at < lines.length; at++) {
    const begin = lines[at] ?? "";
    if (NOTHING.test(begin)) continue;
    const first = at;
    const parts = [begin];
    for (let last = begin; continues(last, escaping) && at + 1 < lines.length; ) {
      at += 1;
      const more = lines[at] ?? "";
      // Comments, and nothing, may stand between the lines of an instruction.
      if (NOTHING.test(more)) continue;
      parts.push(more);
      last = more;
    }
    const whole = parts
      .map((part) => (continues(part, escaping) ? part.trimEnd().slice(0, -1).trimEnd() : part))
      .join(" ");
    const [, word = "", rest = ""] = /^\s*([a-z]+)\s+(.*)$/is.exec(whole) ?? [];
    const name = word.toUpperCase();
    const heredocs: string[] = [];
    for (const [, chomp, end = ""] of WITH_HEREDOC.has(name) ? rest.matchAll(HEREDOC) : []) {
      const until = ends.after(at, end, chomp === "-");
      // Without its end it is none: in quotes, for one.
      if (until === undefined) continue;
      heredocs.push(lines.slice(at + 1, until).join("\n"));
      at = until;
    }
    const column = begin.length - begin.trimStart().length + 1;
    yield { name, rest, heredocs, line: first + 1, endLine: at + 1, column };
  }
}

/** The value of a directive for the parser, as `# syntax=docker/dockerfile:1`: they stand before all else. */
export function directive(text: string, name: string): string | undefined {
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/, 10)) {
    const [, key, value] = /^#\s*([a-z]+)\s*=(.*)$/i.exec(line) ?? [];
    if (key === undefined) return undefined;
    if (key.toLowerCase() === name) return value?.trim();
  }
  return undefined;
}

function continues(line: string, escaping: string): boolean {
  const text = line.trimEnd();
  return text.endsWith(escaping) && text.at(-2) !== escaping;
}

/** Which lines end a here-document: looked for once, however many there are. */
class HeredocEnds {
  readonly #lines: readonly string[];
  #found: { readonly whole: Places; readonly chomped: Places } | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** @param chomp tabs before it are left out */
  after(line: number, end: string, chomp: boolean): number | undefined {
    this.#found ??= {
      whole: placesOf(this.#lines),
      chomped: placesOf(this.#lines.map((each) => each.replace(/^\t+/, ""))),
    };
    const places = (chomp ? this.#found.chomped : this.#found.whole).get(end) ?? [];
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) > line) high = middle;
      else low = middle + 1;
    }
    return places[low];
  }
}

/** Text → the indexes of the lines that are it, in order. */
type Places = ReadonlyMap<string, readonly number[]>;

function placesOf(lines: readonly string[]): Places {
  const found = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    const known = found.get(line);
    if (known === undefined) found.set(line, [at]);
    else known.push(at);
  }
  return found;
}
