import { type LiteralObject, LiteralReader } from "./literal.ts";

/** Characters looked at, over all attempts. */
const MOST_LOOKED_AT = 1_000_000;

/**
 * The object of a JSON text, or those that a script assigns, passes or returns: `window.INFO = {…}`,
 * `Object.freeze({…})`, `export default {…}`. Nothing of it is run: an object with an expression in it is none.
 */
export function* objectsIn(text: string): Generator<LiteralObject> {
  const reader = new LiteralReader(text);
  let left = MOST_LOOKED_AT;
  let from = 0;
  for (const { index } of text.matchAll(/\{/g)) {
    if (index < from || !isValue(text, index)) continue;
    const object = reader.read(index);
    left -= reader.position - index;
    if (object !== undefined) {
      from = reader.position;
      yield object;
    }
    if (left <= 0) return;
  }
}

/** Blocks of statements begin with the same brace: after `)`, `;` and other words. */
function isValue(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return before === "" || /(?:[=(,]|\breturn|\bdefault)$/.test(before);
}
