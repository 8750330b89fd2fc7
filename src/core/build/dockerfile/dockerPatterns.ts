import path from "node:path";
import { compileGlob, type Glob } from "./glob.ts";

interface Pattern {
  readonly negated: boolean;
  readonly matches: Glob;
  /** What every path that it matches begins with, up to its first wildcard. */
  readonly begins: string;
}

/** What patterns say of a path, for what is below it. */
export interface PatternHits {
  readonly matched: boolean;
  /** Whether each pattern matches the path, or a folder that it is in. */
  readonly hits: readonly boolean[];
}

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

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** @param file relative to the patterns' root, with slashes; it matches, too, where a folder that it is in does */
  matches(file: string): boolean {
    const parts = file.split("/");
    const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
    return this.#decide(({ matches }) => paths.some((each) => matches(each)));
  }

  /**
   * The same for whoever goes from folder to folder.
   * @param above of the folder that it is in; absent: it is in the root
   */
  look(file: string, above?: PatternHits): PatternHits {
    const hits = this.#patterns.map(({ matches }, index) => above?.hits[index] === true || matches(file));
    return { matched: this.#decide((_, index) => hits[index] === true), hits };
  }

  /** The same of a file, below which there is nothing. */
  matchesIn(file: string, above?: PatternHits): boolean {
    return this.#decide(({ matches }, index) => above?.hits[index] === true || matches(file));
  }

  /** Whether something in a folder that matches may not match itself. */
  mayExcept(folder: string): boolean {
    const inside = `${folder}/`;
    return this.#patterns.some(
      ({ negated, begins }) => negated && (begins.startsWith(inside) || inside.startsWith(begins)),
    );
  }

  #decide(hit: (pattern: Pattern, index: number) => boolean): boolean {
    let matched = false;
    this.#patterns.forEach((pattern, index) => {
      if (pattern.negated === matched && hit(pattern, index)) matched = !pattern.negated;
    });
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
  const matches = compileGlob(text);
  if (matches === undefined) return undefined;
  const wildcard = text.search(/[*?[\\]/);
  return { negated, matches, begins: wildcard === -1 ? text : text.slice(0, wildcard) };
}
