import path from "node:path";
import type { ChangedFile } from "../../../shared/builds.ts";
import { fileTime } from "../../reload/files/fileTime.ts";
import { isBefore } from "./changeTime.ts";
import type { ContextLook } from "./contextLook.ts";
import type { ContextRules } from "./contextRules.ts";
import type { ContextDifference, ContextManifest } from "./ports.ts";

/** A context at the moment. */
interface Present {
  readonly rules: ContextRules;
  readonly look: ContextLook;
  readonly now: number;
  readonly incomplete: string | undefined;
}

/** @param present `hashes`: of the files that the manifest has one of, as far as they could be read */
export function changesAgainst(
  manifest: ContextManifest,
  present: Present & { readonly hashes: ReadonlyMap<string, string> },
): ContextDifference {
  const { source, files, startedAt, unsure: unsurePlaces } = manifest;
  const { rules, look, hashes, incomplete } = present;
  const listing = new Listing(manifest);
  const times = new Times(startedAt, present);
  const changed: ChangedFile[] = [];
  const unsure: ChangedFile[] = unsurePlaces.map((file) => ({ file, kind: "changed" }));
  for (const file of look.files.keys()) {
    const before = files.get(file);
    const full = path.join(source.context, file);
    if (before === undefined) {
      // One that was not come to then may have been there.
      if (manifest.incomplete === undefined) {
        (listing.wasMissing(file) ? changed : unsure).push({ file: full, kind: "added", ...times.of(file) });
      }
      continue;
    }
    const hash = hashes.get(file);
    if (hash === before.hash && hash !== undefined) continue;
    // What was not come to may be the same.
    if (before.hash !== undefined && hash === undefined && incomplete !== undefined) continue;
    const isCertain = before.hash !== undefined && hash !== undefined;
    (isCertain ? changed : unsure).push({ file: full, kind: "changed", ...times.of(file) });
  }
  if (look.incomplete === undefined && !rules.ignored.broken) {
    for (const [file, { hash }] of files) {
      if (look.files.has(file)) continue;
      const gone: ChangedFile = { file: path.join(source.context, file), kind: "removed", ...times.of(file) };
      (hash === undefined ? unsure : changed).push(gone);
    }
  }
  const { dockerfile } = source;
  const isOther =
    manifest.dockerfileHash !== undefined &&
    manifest.dockerfileHash !== rules.dockerfileHash &&
    dockerfile !== undefined;
  if (isOther && !changed.some(({ file }) => file === dockerfile)) {
    const at = rules.dockerfile?.changedAt;
    const kind = rules.dockerfile === undefined ? "removed" : "changed";
    changed.push({ file: dockerfile, kind, ...(at === undefined ? {} : { at: Math.floor(at) }) });
  }
  return {
    changed: newestFirst(changed),
    unsure: newestFirst(unsure),
    ...(isOther ? { dockerfileChanged: true } : {}),
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

/** What was written after a time, or came and went. */
export function touchedAfter(
  time: number,
  present: Present & { readonly context: string },
): ContextDifference {
  const { context, rules, look, now, incomplete } = present;
  const changed: ChangedFile[] = [];
  const told = new Set<string>();
  for (const [file, own] of look.files) {
    if (isBefore(own.ctimeMs, time)) continue;
    told.add(folderOf(file));
    changed.push({ file: path.join(context, file), kind: "changed", at: fileTime(own, now).at });
  }
  for (const [name, { ctimeMs, movedAt, isTaken }] of look.folders) {
    const above = look.folders.get(folderOf(name))?.movedAt ?? 0;
    const isMoved =
      name === "" ? !isBefore(look.movedAt, time) : !isBefore(movedAt, time) && isBefore(above, time);
    const isOther = isTaken && !isBefore(ctimeMs, time);
    // What was written in it says the same, and more.
    if ((!isOther && !isMoved) || told.has(name)) continue;
    changed.push({ file: path.join(context, name), kind: "changed", at: Math.floor(ctimeMs) });
  }
  for (const [name, folder] of look.missing) {
    const at = look.folders.get(folder)?.ctimeMs ?? now;
    if (!isBefore(at, time)) {
      changed.push({ file: path.join(context, name), kind: "removed", at: Math.floor(at) });
    }
  }
  for (const said of [rules.dockerfile, rules.ignoreFile]) {
    if (said === undefined || isBefore(said.changedAt, time)) continue;
    if (changed.some(({ file }) => file === said.file)) continue;
    changed.push({ file: said.file, kind: "changed", at: Math.floor(said.changedAt) });
  }
  return {
    changed: newestFirst(changed),
    unsure: [],
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

/** What was in the folders of a manifest, as far as they were the same from the start until it was taken. */
class Listing {
  readonly #manifest: ContextManifest;
  readonly #unsure: ReadonlySet<string>;
  #folders: ReadonlySet<string> | undefined;

  constructor(manifest: ContextManifest) {
    this.#manifest = manifest;
    this.#unsure = new Set(manifest.unsure);
  }

  /** Whether a file that is not in the manifest was surely not there at the start. */
  wasMissing(file: string): boolean {
    if (this.#unsure.size === 0) return true;
    const { context } = this.#manifest.source;
    this.#folders ??= this.#known();
    const isUnsure = (name: string) => this.#unsure.has(path.join(context, name));
    if (isUnsure(file)) return false;
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      if (isUnsure(folder)) return false;
      // What was in one that was there is known.
      if (folder === "" || this.#folders.has(folder)) return true;
    }
  }

  #known(): ReadonlySet<string> {
    const folders = new Set<string>();
    for (const file of this.#manifest.files.keys()) {
      for (let at = folderOf(file); at !== "" && !folders.has(at); at = folderOf(at)) folders.add(at);
    }
    return folders;
  }
}

/** When a file changed, as far as anything tells of a time after the build's start. */
class Times {
  readonly #since: number;
  readonly #present: Present;

  constructor(since: number, present: Present) {
    this.#since = since;
    this.#present = present;
  }

  of(file: string): { readonly at?: number } {
    const { look, rules, now } = this.#present;
    const own = look.files.get(file);
    const candidates = own === undefined ? [] : [fileTime(own, now).at];
    // The nearest folder that has changed: it was moved there, or went.
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      const times = look.folders.get(folder);
      if (times !== undefined) candidates.push(times.ctimeMs);
      if (folder === "") break;
    }
    // It counts since then, or does no more.
    for (const said of [rules.ignoreFile, rules.dockerfile]) {
      if (said !== undefined) candidates.push(said.changedAt);
    }
    const at = candidates.find((each) => each >= this.#since);
    return at === undefined ? {} : { at: Math.floor(at) };
  }
}

function newestFirst(files: readonly ChangedFile[]): readonly ChangedFile[] {
  return files.toSorted(
    (left, right) => (right.at ?? 0) - (left.at ?? 0) || (left.file < right.file ? -1 : 1),
  );
}

function folderOf(file: string): string {
  const at = file.lastIndexOf("/");
  return at === -1 ? "" : file.slice(0, at);
}
