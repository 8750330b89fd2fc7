import { readFile, stat } from "node:fs/promises";

const MOST_BYTES = 1024 * 1024;

/** `undefined`: it is not there, can't be read, is no file, or is too long for what people write. */
export async function readText(file: string, mostBytes = MOST_BYTES): Promise<string | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() && found.size <= mostBytes ? await readFile(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
