/** Whether a path, relative with slashes, is what the pattern says. */
export type Glob = (path: string) => boolean;

/**
 * A pattern as Docker reads it, anchored at both ends: `*` and `?` stay within a name, `**` is any number of folders.
 * After github.com/moby/patternmatcher (BuildKit 0.25, Compose 2.26 and 2.40). Takes no longer than the length of the
 * pattern times that of the path.
 * @returns `undefined`: it can't be read
 */
export function compileGlob(pattern: string): Glob | undefined {
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern;
  // `**x` without another wildcard is the end of a path, wherever that begins.
  const [, end] = /^\*\*([^*?[\]\\/][^*?[\]\\]*)$/.exec(pattern) ?? [];
  if (end !== undefined) return (path) => path.endsWith(end);
  const parts = parse(pattern);
  if (parts === undefined) return undefined;
  const open = parts.filter(({ kind }) => kind !== "one").length;
  return open <= MOST_OPEN ? toExpression(parts) : (path) => matches(parts, path);
}

/** Of wildcards of any length: a regular expression with more may try for ages. */
const MOST_OPEN = 2;

type Part =
  /** One letter: the source of an expression. */
  | { readonly kind: "one"; readonly source: string; readonly test: (letter: string) => boolean }
  | { readonly kind: "name" }
  | { readonly kind: "folders" }
  | { readonly kind: "rest" };

function parse(pattern: string): Part[] | undefined {
  const letters = [...pattern];
  const parts: Part[] = [];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? "";
    if (letter === "*" && letters[at + 1] === "*") {
      at += letters[at + 2] === "/" ? 2 : 1;
      const part: Part = { kind: at === letters.length - 1 ? "rest" : "folders" };
      if (part.kind !== parts.at(-1)?.kind) parts.push(part);
    } else if (letter === "*") parts.push({ kind: "name" });
    else if (letter === "?") parts.push(one("[^/]", (each) => each !== "/"));
    else if (letter === "\\") {
      at += 1;
      parts.push(literal(letters[at] ?? "\\"));
    } else if (letter === "[") {
      const [whole, set] = /^\[(\^?(?:[^\]\\[]|\\.)+)\]/u.exec(letters.slice(at).join("")) ?? [];
      const part = set === undefined ? undefined : ofSet(set);
      if (whole === undefined || part === undefined) return undefined;
      parts.push(part);
      at += [...whole].length - 1;
    } else parts.push(literal(letter));
  }
  return parts;
}

function one(source: string, test: (letter: string) => boolean): Part {
  return { kind: "one", source, test };
}

function literal(letter: string): Part {
  return one(`\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`, (each) => each === letter);
}

function ofSet(set: string): Part | undefined {
  const source = `[${set.replace(/[(){}|/]/g, "\\$&")}]`;
  try {
    const expression = new RegExp(`^${source}$`, "su");
    return one(source, (letter) => expression.test(letter));
  } catch {
    return undefined;
  }
}

function toExpression(parts: readonly Part[]): Glob {
  const sources = parts.map((part) => {
    if (part.kind === "one") return part.source;
    return part.kind === "name" ? "[^/]*" : part.kind === "folders" ? "(?:.*/)?" : ".*";
  });
  const expression = new RegExp(`^${sources.join("")}$`, "su");
  return (path) => expression.test(path);
}

/** Goes through the path once, with all places of the pattern that it may have got to. */
function matches(parts: readonly Part[], path: string): boolean {
  let places = new Set<number>();
  // Two places a part: before it, and within the folders that it takes.
  const add = (to: Set<number>, from: number): void => {
    for (let part = from; !to.has(2 * part); part++) {
      to.add(2 * part);
      if ((parts[part]?.kind ?? "one") === "one") break;
    }
  };
  add(places, 0);
  for (const letter of path) {
    const next = new Set<number>();
    for (const place of places) {
      const at = place >> 1;
      const part = parts[at];
      if (part === undefined) continue;
      if (part.kind === "one") {
        if (part.test(letter)) add(next, at + 1);
      } else if (part.kind === "rest") add(next, at);
      else if (part.kind === "name") {
        if (letter !== "/") add(next, at);
      } else {
        next.add(2 * at + 1);
        if (letter === "/") add(next, at + 1);
      }
    }
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(2 * parts.length);
}
