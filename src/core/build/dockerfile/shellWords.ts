/** Stands for what is not known before a build: no Dockerfile says it itself. */
export const UNKNOWN = "\0";

/** A variable's value, which may hold {@link UNKNOWN}; `undefined`: it is not known whether it is set. */
export type Lookup = (name: string) => string | undefined;

/** Variables in variables' defaults: deeper than that nobody writes. */
const MOST_DEPTH = 10;

/** The words of a line as they are written, quotes and all. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quote === "" && /\s/.test(letter)) {
      if (word !== "") words.push(word);
      word = "";
      continue;
    }
    word += letter;
    if (letter === "\\" && quote !== "'" && at + 1 < text.length) word += text.charAt(++at);
    else if (quote === letter) quote = "";
    else if (quote === "" && (letter === '"' || letter === "'")) quote = letter;
  }
  if (word !== "") words.push(word);
  return words;
}

/** The flags that an instruction begins with, as `--from=build`, and what follows them. */
export function splitFlags(rest: string): { readonly flags: readonly string[]; readonly args: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(rest.charAt(at))) at += 1;
    if (!rest.startsWith("--", at)) break;
    let end = at;
    while (end < rest.length && !/\s/.test(rest.charAt(end))) end += 1;
    flags.push(rest.slice(at, end));
    at = end;
  }
  return { flags, args: rest.slice(at) };
}

/** A flag's values, in order. */
export function flagValues(flags: readonly string[], name: string): string[] {
  const start = `--${name}=`;
  return flags.filter((flag) => flag.startsWith(start)).map((flag) => flag.slice(start.length));
}

/** A word without its quotes, and with its variables' values (Dockerfile frontend 1.18). */
export function evaluate(word: string, lookup: Lookup, depth = 0): string {
  let value = "";
  let quote = "";
  for (let at = 0; at < word.length; at++) {
    const letter = word.charAt(at);
    if (quote === letter) quote = "";
    else if (quote === "" && (letter === '"' || letter === "'")) quote = letter;
    else if (letter === "\\" && quote !== "'" && /[$"'\\]/.test(word.charAt(at + 1)))
      value += word.charAt(++at);
    else if (letter === "$" && quote !== "'") {
      const found = variable(word, at + 1, lookup, depth);
      value += found.value;
      at = found.end - 1;
    } else value += letter;
  }
  return value;
}

function variable(
  word: string,
  from: number,
  lookup: Lookup,
  depth: number,
): { readonly value: string; readonly end: number } {
  const [plain] = /^\w+/.exec(word.slice(from, from + 200)) ?? [];
  if (plain !== undefined) return { value: lookup(plain) ?? UNKNOWN, end: from + plain.length };
  if (word[from] !== "{") return { value: "$", end: from };
  const end = closing(word, from);
  if (end === undefined || depth >= MOST_DEPTH) return { value: UNKNOWN, end: end ?? word.length };
  const [whole, name = "", operator = ""] = /^(\w+)(:?[-+?]|$)/.exec(word.slice(from + 1, end - 1)) ?? [];
  if (whole === undefined) return { value: UNKNOWN, end };
  const set = lookup(name);
  const other = (): string => evaluate(word.slice(from + 1 + whole.length, end - 1), lookup, depth + 1);
  if (set === undefined || set.includes(UNKNOWN)) return { value: UNKNOWN, end };
  const isThere = operator.startsWith(":") ? set !== "" : true;
  if (operator.endsWith("-")) return { value: isThere ? set : other(), end };
  if (operator.endsWith("+")) return { value: isThere ? other() : "", end };
  return { value: set, end };
}

/** Behind the brace that closes the one at the place. */
function closing(word: string, from: number): number | undefined {
  let open = 0;
  for (let at = from; at < word.length; at++) {
    if (word[at] === "{") open += 1;
    else if (word[at] === "}") {
      open -= 1;
      if (open === 0) return at + 1;
    }
  }
  return undefined;
}
