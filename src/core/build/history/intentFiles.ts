import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, stat, utimes } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { trimFolder } from "../../base/trimFolder.ts";
import { writeWhole } from "../../base/writeFile.ts";
import type { BuildIntent } from "./ports.ts";

const MOST_FILES = 200;
/** Its file is touched so often while it lasts. */
const SIGN_MS = 5_000;
/** Without a sign of life for so long, its process is gone. A process id would say less: others get it again. */
const SILENCE_MS = 3 * SIGN_MS;
/** A file's time may be some milliseconds older than the clock (Linux: up to one tick, 10 ms). */
const TICK_MS = 50;

const Intent = z.object({
  stack: z.string(),
  services: z.array(z.string()),
  trigger: z.enum(["button", "cli", "watch"]),
  mode: z.exactOptional(z.string()),
  endedAt: z.exactOptional(z.number()),
});

/**
 * One small file for all that somebody sets about to build. Its name says when and of which stack; the time of the
 * file is the last sign of life, so that a process that was killed claims no builds of others.
 */
export class IntentFiles {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Rejects where it can't be written. */
  async begin(intent: BuildIntent): Promise<{ end(): Promise<void> }> {
    const begunAt = Math.floor(this.#now());
    const name = `${begunAt}-${stackDigest(intent.stack)}-${randomBytes(4).toString("hex")}.json`;
    const file = path.join(this.#folder, name);
    await writeWhole(file, JSON.stringify(intent));
    // What can't be trimmed now is by whoever comes next.
    await trimFolder(this.#folder, MOST_FILES, this.#now()).catch(() => {});
    const touch = async () => utimes(file, this.#now() / 1000, this.#now() / 1000).catch(() => {});
    await touch();
    const timer = setInterval(() => void touch(), SIGN_MS).unref();
    this.#timers.add(timer);
    let isEnded = false;
    return {
      end: async () => {
        if (isEnded) return;
        isEnded = true;
        clearInterval(timer);
        this.#timers.delete(timer);
        await writeWhole(file, JSON.stringify({ ...intent, endedAt: this.#now() }));
      },
    };
  }

  /** The one that was set about last, of those that a build of then can be part of. */
  async at(stack: string, service: string, startedAt: number): Promise<BuildIntent | undefined> {
    const digest = stackDigest(stack);
    const names = (await readdir(this.#folder).catch(() => []))
      .map((name) => ({ name, parsed: NAME.exec(name) }))
      .flatMap(({ name, parsed }) => (parsed?.[2] === digest ? [{ name, begunAt: Number(parsed[1]) }] : []))
      .filter(({ begunAt }) => begunAt - TICK_MS <= startedAt)
      .sort((left, right) => right.begunAt - left.begunAt);
    for (const { name } of names) {
      const found = await read(path.join(this.#folder, name));
      if (found === undefined || found.lastsUntil < startedAt) continue;
      const { intent } = found;
      if (intent.stack !== stack) continue;
      if (intent.services.length === 0 || intent.services.includes(service)) return intent;
    }
    return undefined;
  }

  /** No more signs of life. */
  dispose(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
  }
}

const NAME = /^(\d+)-([0-9a-f]{12})-[0-9a-f]{8}\.json$/;

function stackDigest(stack: string): string {
  return createHash("sha256").update(stack).digest("hex").slice(0, 12);
}

async function read(file: string): Promise<{ intent: BuildIntent; lastsUntil: number } | undefined> {
  try {
    // Before its text: whoever ends it in between has ended it later than that.
    const { mtimeMs } = await stat(file);
    const { data } = Intent.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (data === undefined) return undefined;
    const { endedAt, ...intent } = data;
    return { intent, lastsUntil: endedAt ?? mtimeMs + SILENCE_MS };
  } catch {
    return undefined;
  }
}
