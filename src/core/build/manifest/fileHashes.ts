import { createHash, type Hash } from "node:crypto";
import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync } from "node:fs";
import path from "node:path";
import { join } from "../../reload/files/paths.ts";
import { isBefore } from "./changeTime.ts";
import { type FileLook, lookAtFile } from "./fileLook.ts";
import type { Slices } from "./slices.ts";

/** Files whose hashes are remembered, of all contexts. */
const MOST_FILES = 200_000;
const BUFFER_BYTES = 256 * 1024;
/** `O_NOFOLLOW` and `O_NONBLOCK`: what was a file may have been replaced by what would have us wait. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

interface Known {
  readonly look: FileLook;
  readonly hash: string;
}

/** Hashes of files, of which those are read again that look another way than when they were read. */
export class FileHashes {
  readonly #known = new Map<string, Map<string, Known>>();
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #now: () => number;
  #count = 0;
  #read = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Files that were read so far. */
  get read(): number {
    return this.#read;
  }

  /** @param file relative to the context; `undefined`: not as it looks now, as far as is remembered */
  known(context: string, file: string, look: FileLook): string | undefined {
    const known = this.#known.get(context)?.get(file);
    return known !== undefined &&
      isStill(known.look, look) &&
      known.look.mode === look.mode &&
      known.look.isLink === look.isLink
      ? known.hash
      : undefined;
  }

  /**
   * Of content, permissions, and whether it is a link. `undefined`: it is not any more as it looked, or can't be read.
   */
  async hash(context: string, file: string, look: FileLook, slices: Slices): Promise<string | undefined> {
    const known = this.known(context, file, look);
    if (known !== undefined) return known;
    const begun = this.#now();
    const content = look.isLink
      ? linkHash(join(context, file, path.sep), look)
      : await this.#contentHash(join(context, file, path.sep), look, slices);
    if (content === undefined) return undefined;
    const hash = look.isLink ? `link:${content}` : `${look.mode.toString(8)}:${content}`;
    // One that was changed just now may change once more without looking another way.
    if (isBefore(look.ctimeMs, begun)) this.#keep(context, file, { look, hash });
    return hash;
  }

  /** Of a file that may look another way by now. */
  async hashNow(context: string, file: string, slices: Slices): Promise<string | undefined> {
    const look = lookAtFile(join(context, file, path.sep), 0);
    return look && this.hash(context, file, look, slices);
  }

  forget(file: string): void {
    for (const [context, files] of this.#known) {
      if (file.startsWith(context) && files.delete(path.relative(context, file).replaceAll(path.sep, "/"))) {
        this.#count -= 1;
      }
    }
  }

  #keep(context: string, file: string, known: Known): void {
    if (this.#count >= MOST_FILES) {
      this.#known.clear();
      this.#count = 0;
    }
    const files = this.#known.get(context) ?? new Map<string, Known>();
    this.#known.set(context, files);
    if (!files.has(file)) this.#count += 1;
    files.set(file, known);
  }

  async #contentHash(file: string, look: FileLook, slices: Slices): Promise<string | undefined> {
    let descriptor: number | undefined;
    try {
      this.#read += 1;
      descriptor = openSync(file, OPEN_FLAGS);
      const hash = createHash("sha256");
      for (let at = 0; ; ) {
        const count = readSync(descriptor, this.#buffer, 0, BUFFER_BYTES, at);
        if (count === 0) break;
        hash.update(this.#buffer.subarray(0, count));
        at += count;
        if (at >= look.size) break;
        // Others use the buffer meanwhile, but what was in it is taken in.
        if (slices.isSliceOver) await slices.next();
        if (slices.isOver) return undefined;
      }
      return isStill(fstatSync(descriptor), look) ? digest(hash) : undefined;
    } catch (error) {
      if (isSystemError(error)) return undefined;
      throw error;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}

function linkHash(file: string, look: FileLook): string | undefined {
  try {
    const text = readlinkSync(file).replaceAll("\\", "/");
    return isStill(lstatSync(file), look) ? digest(createHash("sha256").update(text)) : undefined;
  } catch {
    return undefined;
  }
}

function digest(hash: Hash): string {
  return hash.digest("base64url").slice(0, 22);
}

function isStill(
  { size, mtimeMs, ctimeMs, ino }: Pick<FileLook, "size" | "mtimeMs" | "ctimeMs" | "ino">,
  look: FileLook,
): boolean {
  return size === look.size && mtimeMs === look.mtimeMs && ctimeMs === look.ctimeMs && ino === look.ino;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
