import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import type { Logger } from "../../base/logger.ts";
import { writeWhole } from "../../base/writeFile.ts";
import { contentKey, type ManifestContent, packManifest, unpackManifest } from "./manifestText.ts";
import type { ContextManifest } from "./ports.ts";

/** As many as there are builds in the history. */
const MOST_KEPT = 500;
const MOST_BYTES = 128 * 1024 * 1024;
/** What a writer that was killed left behind is nobody's after so long; ms. */
const ABANDONED_MS = 60_000;
/** Manifests that were read last: they are asked for again and again. */
const MOST_READ = 4;

/** `<context>-<content>-<start>`; the first two are the file's name. */
const KEY = /^([\w-]{10}\.[\w-]{22})\.([\da-z]{1,11})$/;

type Read = NonNullable<Awaited<ReturnType<typeof unpackManifest>>>;

/** The state folder's `manifests`: shared by all windows and the command line, safe against a kill at any moment. */
export class ManifestFiles {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #read = new Map<string, Read>();

  constructor(stateDir: string, logger: Logger, now: () => number) {
    this.#folder = path.join(stateDir, "manifests");
    this.#logger = logger;
    this.#now = now;
  }

  /** Never rejects: what can't be kept is good for this window. */
  async keep(content: ManifestContent, startedAt: number): Promise<ContextManifest> {
    const name = `${contextKey(content.source.context)}.${contentKey(content)}`;
    this.#remember(name, { content, startedAt: this.#read.get(name)?.startedAt ?? startedAt });
    try {
      const file = this.#file(name);
      const now = new Date(this.#now());
      // One that is there already is as if it was written now.
      const isThere = await utimes(file, now, now).then(
        () => true,
        () => false,
      );
      if (!isThere) {
        await writeWhole(file, await packManifest(content, startedAt));
        await this.#trim();
      }
    } catch (error) {
      this.#logger.warn(`The manifest of ${content.source.context} could not be kept: ${String(error)}`);
    }
    return { ...content, startedAt, key: `${name}.${startedAt.toString(36)}` };
  }

  /** `undefined`: it is not there any more, or broken. */
  async get(key: string): Promise<ContextManifest | undefined> {
    const [, name = "", start = ""] = KEY.exec(key) ?? [];
    const read = await this.#load(name);
    return read && { ...read.content, key, startedAt: Number.parseInt(start, 36) };
  }

  /** The context's that was kept last. */
  async last(context: string): Promise<Read | undefined> {
    const prefix = `${contextKey(context)}.`;
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => name.startsWith(prefix));
    const files = await this.#times(names.filter((name) => name.endsWith(SUFFIX)));
    const newest = files.toSorted((left, right) => right.at - left.at)[0];
    return newest && this.#load(newest.name.slice(0, -SUFFIX.length));
  }

  async #load(name: string): Promise<Read | undefined> {
    if (name === "") return undefined;
    const known = this.#read.get(name);
    if (known !== undefined) {
      this.#remember(name, known);
      return known;
    }
    const bytes = await readFile(this.#file(name)).catch(() => undefined);
    const read = bytes && (await unpackManifest(bytes));
    if (read !== undefined) this.#remember(name, read);
    else if (bytes !== undefined) this.#logger.warn(`${this.#file(name)} is no manifest: it is left out.`);
    return read;
  }

  #remember(name: string, read: Read): void {
    this.#read.delete(name);
    this.#read.set(name, read);
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= MOST_READ) break;
      this.#read.delete(oldest);
    }
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name}${SUFFIX}`);
  }

  async #times(names: readonly string[]) {
    const found: { readonly name: string; readonly at: number; readonly bytes: number }[] = [];
    for (const name of names) {
      const own = await stat(path.join(this.#folder, name)).catch(() => undefined);
      if (own !== undefined) found.push({ name, at: own.mtimeMs, bytes: own.size });
    }
    return found;
  }

  /** Unlinks those that were kept longest ago, until few and small enough are left. */
  async #trim(): Promise<void> {
    const now = this.#now();
    const files = await this.#times(await readdir(this.#folder));
    let [count, bytes] = [0, 0];
    for (const { name, at, bytes: own } of files.toSorted((left, right) => right.at - left.at)) {
      if (!name.endsWith(SUFFIX)) {
        if (now - at > ABANDONED_MS) await rm(path.join(this.#folder, name), { force: true });
        continue;
      }
      count += 1;
      bytes += own;
      // The newest is kept, however large.
      if (count > 1 && (count > MOST_KEPT || bytes > MOST_BYTES)) {
        await rm(path.join(this.#folder, name), { force: true });
      }
    }
  }
}

const SUFFIX = ".json.gz";

function contextKey(context: string): string {
  return createHash("sha256").update(context).digest("base64url").slice(0, 10);
}
