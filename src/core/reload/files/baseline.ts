import { createHash } from "node:crypto";
import { lstat, readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { Logger } from "../../base/logger.ts";
import { trimFolder } from "../../base/trimFolder.ts";
import { writeWhole } from "../../base/writeFile.ts";
import { fileTime } from "./fileTime.ts";
import { readText } from "./readText.ts";

/** Files whose content is remembered, of one run of a container or of one image. */
const MOST_FILES = 2_000;
/** Runs and images that are remembered. */
const MOST_KEPT = 200;
/** With the longest paths that Linux has: more was written by something else. */
const MOST_STORED_BYTES = 32 * 1024 * 1024;
/** Of a longer file no content is remembered: its time alone counts. */
const MOST_BYTES = 1024 * 1024;

const Stored = z.object({
  version: z.literal(1),
  hashes: z.record(z.string(), z.string()),
  marks: z.record(z.string(), z.object({ at: z.number(), written: z.boolean(), gone: z.boolean() })),
});

export interface Mark {
  readonly at: number;
  readonly written: boolean;
  readonly gone: boolean;
}

/**
 * What was in files when a container was started, or an image was built: a file that holds the same again has not
 * changed. Kept in the state folder, so that every window and the command line find the same.
 */
export class Baseline {
  readonly #file: string;
  readonly #logger: Logger;
  readonly #hashes: Map<string, string>;
  #marks: Map<string, Mark>;
  #dirty = false;

  private constructor(file: string, logger: Logger, hashes: Map<string, string>, marks: Map<string, Mark>) {
    this.#file = file;
    this.#logger = logger;
    this.#hashes = hashes;
    this.#marks = marks;
  }

  /** @param key of the run, or of the image; what is broken counts as nothing */
  static async open(stateDir: string, key: string, logger: Logger): Promise<Baseline> {
    const name = createHash("sha256").update(key).digest("hex").slice(0, 24);
    const file = path.join(stateDir, "files", `${name}.json`);
    const { hashes, marks } = await readStored(file);
    return new Baseline(file, logger, hashes, marks);
  }

  get marks(): ReadonlyMap<string, Mark> {
    return this.#marks;
  }

  has(file: string): boolean {
    return this.#hashes.has(file);
  }

  /** Nothing was ever seen as it was then. */
  get isEmpty(): boolean {
    return this.#hashes.size === 0;
  }

  get isFull(): boolean {
    return this.#hashes.size >= MOST_FILES;
  }

  /** Remembers what is in the file now, if that is what was in it at the time; the first one to do so counts. */
  async record(file: string, time: number): Promise<void> {
    if (this.isFull || this.has(file)) return;
    const hash = await contentHash(file, time);
    if (hash === undefined || this.has(file)) return;
    this.#hashes.set(file, hash);
    this.#dirty = true;
  }

  /** Whether there is in it what was remembered. */
  async isSame(file: string): Promise<boolean> {
    const hash = this.#hashes.get(file);
    return hash !== undefined && hash === (await contentHash(file, Number.POSITIVE_INFINITY));
  }

  mark(marks: ReadonlyMap<string, Mark>): void {
    const newest = [...marks].sort(
      ([one, left], [other, right]) => right.at - left.at || (one < other ? -1 : 1),
    );
    const kept = new Map(newest.slice(0, MOST_FILES));
    if (JSON.stringify([...kept]) === JSON.stringify([...this.#marks])) return;
    this.#marks = kept;
    this.#dirty = true;
  }

  /** Writes what is new, with what others have found meanwhile. Never rejects. */
  async save(now: number): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    try {
      const others = await readStored(this.#file);
      for (const [file, hash] of others.hashes) if (!this.isFull) this.#hashes.set(file, hash);
      const hashes = Object.fromEntries(this.#hashes);
      const marks = Object.fromEntries(this.#marks);
      await writeWhole(this.#file, JSON.stringify({ version: 1, hashes, marks }));
      await trimFolder(path.dirname(this.#file), MOST_KEPT, now);
    } catch (error) {
      this.#logger.warn(`What was in files could not be kept: ${String(error)}`);
    }
  }
}

async function readStored(file: string): Promise<{ hashes: Map<string, string>; marks: Map<string, Mark> }> {
  const text = await readText(file, MOST_STORED_BYTES);
  const data = text === undefined ? undefined : Stored.safeParse(parse(text)).data;
  return {
    hashes: new Map(Object.entries(data?.hashes ?? {})),
    marks: new Map(Object.entries(data?.marks ?? {})),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `undefined`: it was changed after the time, is too long, or is not there. */
async function contentHash(file: string, time: number): Promise<string | undefined> {
  try {
    const before = await lstat(file);
    if (!before.isFile() || before.size > MOST_BYTES) return undefined;
    const content = await readFile(file);
    const after = await lstat(file);
    const isOlder = fileTime(after, Number.POSITIVE_INFINITY).at <= time;
    if (!isOlder || after.mtimeMs !== before.mtimeMs) return undefined;
    return createHash("sha256").update(content).digest("base64url").slice(0, 22);
  } catch {
    return undefined;
  }
}
