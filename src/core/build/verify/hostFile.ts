import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** A file's content. */
export interface Content {
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  readonly size: number;
}

/** Bytes of a file that is compared. */
export const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Hashes a file of this machine; `undefined`: there is none.
 * @throws Error, in words for the user: it is no file, too large, or can't be read
 */
export async function hashHost(file: string, signal: AbortSignal): Promise<Content | undefined> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    if (found.code === "ENOENT" || found.code === "ENOTDIR") return undefined;
    throw new Error(`${file} can't be read: ${found.message}`);
  }
  if (!found.isFile()) throw new Error(`${file} is no file: choose one file to compare.`);
  if (found.size > MOST_BYTES) throw tooLarge(file);
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(file, { signal })) {
    hash.update(chunk);
    size += chunk.length;
    // Written to meanwhile.
    if (size > MOST_BYTES) throw tooLarge(file);
  }
  return { hash: hash.digest("hex"), size };
}

export function tooLarge(file: string): Error {
  return new Error(`${file} is larger than ${MOST_BYTES / 1024 / 1024} MiB: too large to be compared.`);
}
