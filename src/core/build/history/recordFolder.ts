import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { BuildRecord } from "../../../shared/builds.ts";
import { mapLimited } from "../../base/mapLimited.ts";
import { writeWhole } from "../../base/writeFile.ts";
import { mergeRecords } from "./mergeRecords.ts";
import { buildDigest, groupNames, type NameGroup, parseRecordName, recordName } from "./recordName.ts";
import { decodeId, decodeRecord, encodeRecord } from "./recordText.ts";

/** A record of hundreds of steps is some 100 KB: what is longer is none. */
const MOST_BYTES = 1024 * 1024;
const READ_AT_ONCE = 16;
/** While somebody else merges or trims, files come and go. */
const TRIES = 16;

/** A file that was there a moment ago is not any more: what it said is in another one. */
class GoneError extends Error {}

/**
 * The records as files that are never changed: written beside and renamed, with names that say what is in them. Who
 * knows something else of the same build writes a second file with what both come to, and only then unlinks the first.
 * So writers need no lock, and a kill at any moment leaves nothing worse than a file too many.
 */
export class RecordFolder {
  readonly folder: string;
  /** The digest of a build's id → the id. */
  readonly #ids = new Map<string, string>();
  readonly #broken = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** How many files that should be records are none, as far as they were met. */
  get broken(): number {
    return this.#broken.size;
  }

  names(): Promise<string[]> {
    return readdir(this.folder).catch(() => []);
  }

  /** The newest first. */
  list(limit: number, wanted: (record: BuildRecord) => boolean): Promise<BuildRecord[]> {
    return whileOthersWrite(async (isLast) => {
      const groups = groupNames(await this.names());
      const found: BuildRecord[] = [];
      for (let from = 0; from < groups.length && found.length < limit; ) {
        const some = groups.slice(from, from + Math.max(READ_AT_ONCE, limit - found.length));
        from += some.length;
        const read = await mapLimited(some, READ_AT_ONCE, (group) => this.#read(group, isLast));
        found.push(...read.filter((record) => record !== undefined).filter(wanted));
      }
      return found.sort((left, right) => right.startedAt - left.startedAt).slice(0, limit);
    });
  }

  ids(): Promise<ReadonlySet<string>> {
    return whileOthersWrite(async (isLast) => {
      const groups = groupNames(await this.names());
      const ids = await mapLimited(groups, READ_AT_ONCE, async (group) => {
        const id = this.#ids.get(group.build) ?? (await this.#readId(group, isLast));
        return id === undefined ? undefined : ([group.build, id] as const);
      });
      this.#ids.clear();
      for (const known of ids) if (known !== undefined) this.#ids.set(...known);
      return new Set(this.#ids.values());
    });
  }

  /**
   * Resolves when all that is known of the build is in one file, unless somebody goes on writing it at the same time.
   * Rejects where it can't be written.
   * @param own told the name before a file is written
   */
  async write(record: BuildRecord, own: (name: string) => void): Promise<void> {
    const build = buildDigest(record.id);
    const its = async () => (await this.names()).filter((name) => parseRecordName(name)?.build === build);
    let names = await its();
    for (let tries = 0; tries < TRIES; tries++) {
      const others = await Promise.all(
        names.map(async (name) => ({ name, known: await this.#readRecord(name) })),
      );
      const merged = others.reduce(
        (sum, { known }) => (known === undefined || known === "gone" ? sum : mergeRecords(sum, known)),
        record,
      );
      const text = encodeRecord(merged);
      const name = recordName(merged.id, merged.startedAt, text);
      if (!others.some((other) => other.name === name && isThere(other.known))) {
        own(name);
        await writeWhole(path.join(this.folder, name), text);
      }
      const merges = others.filter((other) => other.name !== name && isThere(other.known));
      for (const other of merges) await this.unlink(other.name);
      const seen = new Set([name, ...names]);
      names = await its();
      if (names.every((each) => seen.has(each)) && names.includes(name)) return;
    }
  }

  async unlink(name: string): Promise<void> {
    await rm(path.join(this.folder, name), { force: true });
  }

  async #read({ names }: NameGroup, isLast: boolean): Promise<BuildRecord | undefined> {
    const read = await Promise.all(names.map((name) => this.#readRecord(name)));
    if (!isLast && read.includes("gone")) throw new GoneError();
    const [first, ...rest] = read.filter(isThere);
    return first && rest.reduce(mergeRecords, first);
  }

  /** That of a later version's record too. */
  async #readId(group: NameGroup, isLast: boolean): Promise<string | undefined> {
    const record = await this.#read(group, isLast);
    if (record !== undefined) return record.id;
    for (const name of group.names) {
      const text = await readBounded(path.join(this.folder, name)).catch(() => undefined);
      const id = text === undefined ? undefined : decodeId(text);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** `undefined`: another program's, a later version's, or broken. */
  async #readRecord(name: string): Promise<BuildRecord | "gone" | undefined> {
    try {
      const text = await readBounded(path.join(this.folder, name));
      const record = text === undefined ? undefined : decodeRecord(text);
      if (record === undefined) this.#broken.add(name);
      return record;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "gone";
      this.#broken.add(name);
      return undefined;
    }
  }
}

function isThere(known: BuildRecord | "gone" | undefined): known is BuildRecord {
  return known !== undefined && known !== "gone";
}

/** @param work told whether it is the last try, in which what is gone has to be done without */
async function whileOthersWrite<T>(work: (isLast: boolean) => Promise<T>): Promise<T> {
  for (let tries = 1; tries < TRIES; tries++) {
    try {
      return await work(false);
    } catch (error) {
      if (!(error instanceof GoneError)) throw error;
    }
  }
  return work(true);
}

/** `undefined`: it is too long. */
async function readBounded(file: string): Promise<string | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    if (size > MOST_BYTES) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle?.close();
  }
}
