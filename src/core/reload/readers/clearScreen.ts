/** What bun writes before a reload, once or more, where it colours its output (1.4.5). */
const CLEAR = Buffer.from("\u001b[2J\u001b[3J\u001b[H");

/** How many of the line's first bytes clear the screen. */
export function clearedLength(bytes: Uint8Array): number {
  let at = 0;
  while (isClear(bytes, at)) at += CLEAR.length;
  return at;
}

function isClear(bytes: Uint8Array, from: number): boolean {
  // Nearly every line is told by its first byte.
  return bytes[from] === CLEAR[0] && CLEAR.every((byte, index) => bytes[from + index] === byte);
}
