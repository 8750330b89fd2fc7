import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { LoopStats, LoopTime } from "../../shared/model.ts";
import type { Logger } from "../base/logger.ts";
import { writeWhole } from "../base/writeFile.ts";
import { LAST_LOOPS, loopStats } from "./loopStats.ts";
import type { LoopHistory } from "./ports.ts";

/** Of a service; the older ones are unlinked. */
const MOST_RECORDS = 200;
/** A record is some 100 bytes: what is longer is none. */
const MOST_BYTES = 4096;

const duration = z.number().check(z.gte(0));
const Record = z.object({
  at: z.int().check(z.gte(0)),
  react: z.optional(duration),
  compile: z.optional(duration),
  start: z.optional(duration),
  total: duration,
});

export interface StoredLoopsOptions {
  readonly stateDir: string;
  readonly logger: Logger;
}

/** One file a reload, so that windows and the command line can write at the same time, and a kill loses none. */
export class StoredLoops implements LoopHistory {
  readonly #options: StoredLoopsOptions;

  constructor(options: StoredLoopsOptions) {
    this.#options = options;
  }

  async stats(service: string): Promise<LoopStats | undefined> {
    const folder = this.#folder(service);
    const names = await recordNames(folder);
    const loops: LoopTime[] = [];
    // From the newest on, until there are enough that can be read.
    for (const name of names.toReversed()) {
      if (loops.length === LAST_LOOPS) break;
      const loop = await read(path.join(folder, name));
      if (loop !== undefined) loops.push(loop);
    }
    return loopStats(loops.reverse());
  }

  async record(service: string, loop: LoopTime): Promise<void> {
    const folder = this.#folder(service);
    const file = path.join(folder, `${Math.round(loop.at)}.json`);
    try {
      if (await exists(file)) return;
      await writeWhole(file, JSON.stringify(loop));
      const names = await recordNames(folder);
      for (const name of names.slice(0, -MOST_RECORDS)) await rm(path.join(folder, name), { force: true });
    } catch (error) {
      this.#options.logger.warn(`A loop time could not be kept: ${String(error)}`);
    }
  }

  #folder(service: string): string {
    const name = createHash("sha256").update(service).digest("hex").slice(0, 24);
    return path.join(this.#options.stateDir, "loops", name);
  }
}

/** In order of time. */
async function recordNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^\d{1,15}\.json$/.test(name))
    .sort((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
}

/** `undefined`: another program's, or broken. */
async function read(file: string): Promise<LoopTime | undefined> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return undefined;
    const { data } = Record.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (data === undefined) return undefined;
    const { at, total, react, compile, start } = data;
    return {
      at,
      total,
      ...(react === undefined ? {} : { react }),
      ...(compile === undefined ? {} : { compile }),
      ...(start === undefined ? {} : { start }),
    };
  } catch {
    return undefined;
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
