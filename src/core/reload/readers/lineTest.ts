const ESCAPE = 0x1b;
const BRACKET = 0x5b;
const SPACE = 0x20;
const RETURN = 0x0d;
/** The first byte of U+0080 to U+00BF in UTF-8, among them control characters that begin escape sequences. */
const CONTROL = 0xc2;
/** As many bytes of a line's first word are looked at. */
const KEY_BYTES = 3;

/** Whether a line can matter, by its bytes. */
export type LineTest = (bytes: Uint8Array) => boolean;

/**
 * A test that lets a line pass if what a terminal shows of it begins with one of the words, after spaces or not. Lets
 * more pass than that: words are told apart by three bytes, and a line of which that many can't be seen passes, as
 * does an indented one of which a part is overwritten (a progress bar).
 *
 * @param words of three ASCII characters at least
 */
export function beginsWith(words: readonly string[]): LineTest {
  const keys = new Set(words.map((word) => keyAt(Buffer.from(word), 0)));
  return (bytes) => {
    const start = afterSequences(bytes, 0);
    if (start < 0) return true;
    let at = start;
    while (bytes[at] === SPACE) at++;
    if (at > start && isEscape(bytes[at])) {
      at = afterSequences(bytes, at);
      if (at < 0 || bytes[at] === SPACE) return true;
    }
    if (at > start || bytes[at] === RETURN) {
      const overwritten = bytes.indexOf(RETURN, start);
      if (overwritten >= 0 && overwritten < bytes.length - 1) return true;
    }
    for (let offset = 0; offset < KEY_BYTES; offset++) {
      if (isEscape(bytes[at + offset])) return true;
    }
    return keys.has(keyAt(bytes, at));
  };
}

function keyAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

function isEscape(byte: number | undefined): boolean {
  return byte === ESCAPE || byte === CONTROL;
}

/** @returns where the control sequences that begin there end; -1 where there is an escape sequence of another kind */
function afterSequences(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isEscape(bytes[at])) {
    if (bytes[at] === CONTROL || bytes[at + 1] !== BRACKET) return -1;
    at += 2;
    while (isBetween(bytes[at], 0x30, 0x3f)) at++;
    while (isBetween(bytes[at], 0x20, 0x2f)) at++;
    if (isBetween(bytes[at], 0x40, 0x7e)) at++;
  }
  return at;
}

function isBetween(byte: number | undefined, low: number, high: number): boolean {
  return byte !== undefined && byte >= low && byte <= high;
}
