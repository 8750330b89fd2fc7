const CLOSING = 0x5d;

/** Lines of a watcher's own, in brackets, which may stand behind a line that its command has begun and not ended. */
export interface OwnLines {
  /** Whether one of them ends the line, as far as its bytes tell. */
  endsWithOne(bytes: Uint8Array): boolean;
  /** The tool's part of a line; the line where it has none. */
  partOf(text: string, bytes: Uint8Array): string;
}

/** @param starts what they begin with: ASCII */
export function ownLines(starts: readonly string[]): OwnLines {
  const needles = starts.map((start) => Buffer.from(start));
  const endsWithOne = (bytes: Uint8Array): boolean => {
    if (bytes.at(-1) !== CLOSING) return false;
    const line = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return needles.some((needle) => line.includes(needle));
  };
  return {
    endsWithOne,
    partOf(text, bytes) {
      if (starts.some((start) => text.startsWith(start)) || !endsWithOne(bytes)) return text;
      return text.slice(Math.max(0, ...starts.map((start) => text.lastIndexOf(start))));
    },
  };
}
