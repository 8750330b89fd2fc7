import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { trimFolder } from "../../base/trimFolder.ts";
import { writeFirst, writeWhole } from "../../base/writeFile.ts";
import type { BegunFacts } from "./ports.ts";
import { buildDigest } from "./recordName.ts";

const MOST_FILES = 500;

const Facts = z.object({
  commit: z.exactOptional(z.string()),
  dirty: z.exactOptional(z.boolean()),
  manifest: z.exactOptional(z.string()),
});

/** One small file a build: the first one counts, and nobody reads half of it. */
export class BegunFiles {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /** What counts. Rejects where it can't be written. */
  async first(id: string, facts: BegunFacts): Promise<BegunFacts> {
    const file = path.join(this.#folder, `${buildDigest(id)}.json`);
    const text = JSON.stringify(facts);
    if (await writeFirst(file, text)) {
      // What can't be trimmed now is by whoever comes next.
      await trimFolder(this.#folder, MOST_FILES, this.#now()).catch(() => {});
      return facts;
    }
    const before = await read(file);
    if (before !== undefined) return before;
    // A machine that went down may leave an empty file behind.
    await writeWhole(file, text);
    return (await read(file)) ?? facts;
  }
}

async function read(file: string): Promise<BegunFacts | undefined> {
  try {
    return Facts.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}
