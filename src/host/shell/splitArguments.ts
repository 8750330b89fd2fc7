import type { Translate } from "../translate.ts";

/** Words, or why the text has none; the place counts from 0, in UTF-16 code units. */
export type SplitResult =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "unbalanced"; readonly quote: "'" | '"'; readonly at: number }
  | { readonly kind: "danglingBackslash" };

/**
 * Splits a command as it is typed into words. It is no shell: `$`, `*`, `|`, `;` and the like are ordinary characters.
 * What has a meaning is what keeps blanks together, as in a POSIX shell: `'…'` takes everything as it is, `"…"` too but
 * for a backslash before `"` or another backslash, and outside of quotes a backslash takes the next character as it is.
 */
export function splitArguments(text: string): SplitResult {
  const words: string[] = [];
  // Absent between words: `''` is a word too, an empty one.
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (BLANK.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(text, at, character);
      if (quoted === undefined) return { kind: "unbalanced", quote: character, at };
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (character === "\\") {
      at++;
      if (at === text.length) return { kind: "danglingBackslash" };
      word = (word ?? "") + text.charAt(at);
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return { kind: "words", words };
}

const BLANK = /\s/;

/** @param start the opening quote's place @returns `end` is the closing one's; `undefined`: there is none */
function readQuoted(text: string, start: number, quote: string): { text: string; end: number } | undefined {
  let inner = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === quote) return { text: inner, end: at };
    const next = text.charAt(at + 1);
    if (quote === '"' && character === "\\" && (next === '"' || next === "\\")) {
      inner += next;
      at++;
    } else {
      inner += character;
    }
  }
  return undefined;
}

/** What keeps a text from being run, for the user; `undefined`: nothing. */
export function explainSplit(split: SplitResult, t: Translate): string | undefined {
  switch (split.kind) {
    case "words":
      return split.words.length > 0 ? undefined : t("Type a program and its arguments.");
    case "unbalanced":
      return t("The quote {0} at character {1} is not closed.", split.quote, split.at + 1);
    case "danglingBackslash":
      return t("A backslash stands at the end: write two for one.");
  }
}
