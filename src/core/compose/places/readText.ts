import { readFile, stat } from "node:fs/promises";

/** Compose files have some hundred lines: what is larger was not written by people. */
const MAX_BYTES = 2 * 1024 * 1024;

/** The text of a file, without a byte order mark; `undefined` where it is missing, too large, or no UTF-8. */
export async function readTextFile(file: string): Promise<string | undefined> {
  try {
    const { size, ...about } = await stat(file).then((found) => ({ size: found.size, file: found.isFile() }));
    // Reading a named pipe would wait for somebody to write to it.
    if (!about.file || size > MAX_BYTES) return undefined;
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch {
    return undefined;
  }
}
