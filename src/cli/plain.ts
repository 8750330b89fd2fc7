import { stripEscapes } from "../core/logs/escapes.ts";

/** What comes from files and programs, in one line that does nothing to a terminal. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return stripEscapes(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
}

/** The same, in so many characters. */
export function cut(text: string, length: number): string {
  const characters = [...plain(text)];
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}
