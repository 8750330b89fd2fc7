import path from "node:path";

type Pattern = { readonly negated: boolean; matches(file: string): boolean };

/**
 * Patterns as in a `.dockerignore`, which `develop.watch` and `COPY` use as well: unlike those of a `.gitignore`, each
 * is anchored at the root. After github.com/moby/patternmatcher (BuildKit, Compose 2.26 and 2.40).
 */
export class DockerPatterns {
  readonly #patterns: readonly Pattern[];
  /** One of them can't be read: Docker refuses all then. */
  readonly broken: boolean;

  constructor(patterns: readonly string[]) {
    const read = patterns.flatMap((text) => {
      const pattern = normalize(text);
      return pattern === undefined ? [] : [compile(pattern)];
    });
    this.#patterns = read.filter((each) => each !== undefined);
    this.broken = read.includes(undefined);
  }

  /** @param file relative to the patterns' root, with slashes; it matches, too, where a folder that it is in does */
  matches(file: string): boolean {
    const parts = file.split("/");
    const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
    let matched = false;
    for (const pattern of this.#patterns) {
      if (pattern.negated === matched && paths.some((each) => pattern.matches(each))) {
        matched = !pattern.negated;
      }
    }
    return matched;
  }
}

/** The patterns of a `.dockerignore` file's text. */
export function dockerIgnoreLines(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.filter((line) => !line.startsWith("#") && line.trim() !== "");
}

function normalize(text: string): { readonly text: string; readonly negated: boolean } | undefined {
  const trimmed = text.trim();
  const negated = trimmed.startsWith("!");
  const rest = negated ? trimmed.slice(1).trim() : trimmed;
  if (rest === "") return undefined;
  const clean = path.posix.normalize(rest).replace(/^\/+(?=.)/, "");
  return { text: clean.length > 1 ? clean.replace(/\/$/, "") : clean, negated };
}

function compile({
  text,
  negated,
}: {
  readonly text: string;
  readonly negated: boolean;
}): Pattern | undefined {
  // `**x` without another wildcard is the end of a path, wherever that begins.
  const [, end] = /^\*\*([^*?[\]\\/][^*?[\]\\]*)$/.exec(text) ?? [];
  if (end !== undefined) return { negated, matches: (file) => file.endsWith(end) };
  const expression = toExpression(text);
  return expression && { negated, matches: (file) => expression.test(file) };
}

function toExpression(pattern: string): RegExp | undefined {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern.charAt(at);
    if (letter === "*" && pattern[at + 1] === "*") {
      at += pattern[at + 2] === "/" ? 2 : 1;
      source += at === pattern.length - 1 ? ".*" : "(.*/)?";
    } else if (letter === "*") source += "[^/]*";
    else if (letter === "?") source += "[^/]";
    else if (letter === "\\") {
      at += 1;
      source += `\\u{${(pattern.codePointAt(at) ?? 0x5c).toString(16)}}`;
      if ((pattern.codePointAt(at) ?? 0) > 0xffff) at += 1;
    } else if (letter === "[") {
      const set = /^\[(\^?)((?:[^\]\\[]|\\.)+)\]/u.exec(pattern.slice(at));
      if (set === null) return undefined;
      source += `[${set[1]}${set[2]?.replace(/[(){}|/]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else source += letter.replace(/[.+^$(){}|/\]]/, "\\$&");
  }
  try {
    return new RegExp(`^${source}$`, "su");
  } catch {
    return undefined;
  }
}
