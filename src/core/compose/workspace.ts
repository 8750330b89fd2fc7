import { access } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { Logger } from "../base/logger.ts";
import { mapLimited } from "../base/mapLimited.ts";
import { isWithin } from "../stack/folders.ts";
import { isOverridden } from "../stack/overridden.ts";
import type { ComposeFileSet, KnownSet, ReadResult } from "./model.ts";
import type { RunningList } from "./runningFiles.ts";
import { asTheyRan, runningSets } from "./runningSets.ts";
import { distinctLabels } from "./setLabels.ts";
import type { ChosenProfiles, SetReading } from "./setReader.ts";
import type { ConfiguredSet, StackSetting } from "./stackSettings.ts";

/** What decides which sets there are and what they mean, besides the files. */
export interface WorkspaceQuery {
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly stacks: readonly StackSetting[];
  /** Project → profiles. */
  readonly chosenProfiles: Readonly<Record<string, readonly string[]>>;
}

export interface WorkspaceSources {
  find(query: WorkspaceQuery): Promise<readonly ConfiguredSet[]>;
  read(set: ComposeFileSet, chosen: ChosenProfiles, signal: AbortSignal): Promise<SetReading>;
  /** Has the next reading ask Compose, changed or not. */
  forget(): void;
}

/** The names that make a change worth a new look: compose files wherever they stand, and what they interpolate. */
const CONCERNS = /^(docker-)?compose[^/\\]*\.ya?ml$|^\.env/i;
/** Each reading is one process at a time, and cores have other things to do. */
const READ_AT_ONCE = 2;
/** Sets that only what runs tells of; each is up to three runs of Compose. */
const MAX_RUNNING = 20;
/** Ways of running files that are remembered. */
const MAX_RAN = 200;

/** The compose files of the workspace's folders, and what Compose says of them. */
export class ComposeWorkspace implements Disposable {
  readonly #sources: WorkspaceSources;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  readonly #onDidChange = new Emitter<readonly KnownSet[]>();
  readonly onDidChange: Event<readonly KnownSet[]> = this.#onDidChange.event;
  #query: WorkspaceQuery = { folders: [], stacks: [], chosenProfiles: {} };
  #running: readonly RunningList[] = [];
  /** How files were run when something ran from them last: they are run so again. */
  readonly #ran = new Map<string, RunningList>();
  /** Lists of files that were found sets: what was made from one then is made from what it has become. */
  readonly #found = new Set<string>();
  #sets: readonly KnownSet[] = [];
  #scanning: Promise<void> | undefined;
  #again = false;

  constructor(sources: WorkspaceSources, logger: Logger) {
    this.#sources = sources;
    this.#logger = logger;
  }

  get sets(): readonly KnownSet[] {
    return this.#sets;
  }

  /** Looks for files and reads those that changed; resolves when what it then knows is newer than the call. */
  scan(query: WorkspaceQuery = this.#query): Promise<void> {
    this.#query = query;
    // A scan under way may have passed what has just changed: one more follows it, however many ask.
    if (this.#scanning) this.#again = true;
    this.#scanning ??= this.#scanUntilQuiet();
    return this.#scanning;
  }

  /** The same, and reads everything: Compose itself may have changed. */
  scanAfresh(): Promise<void> {
    this.#sources.forget();
    return this.scan();
  }

  /** @param paths absolute paths that some program changed */
  async filesChanged(paths: readonly string[]): Promise<void> {
    const known = new Set(this.#sets.flatMap((set) => [...set.files, ...(set.inputs ?? [])]));
    if (paths.some((file) => known.has(file) || CONCERNS.test(path.basename(file)))) await this.scan();
  }

  /** @param lists which files the engine's containers were made from; those of other folders change nothing */
  async setRunning(lists: readonly RunningList[]): Promise<void> {
    const before = this.#ours(this.#running);
    this.#running = lists;
    if (!isDeepStrictEqual(this.#ours(lists), before)) await this.scan();
  }

  dispose(): void {
    this.#abort.abort();
    this.#onDidChange.dispose();
  }

  async #scanUntilQuiet(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.#scanOnce();
      } catch (error) {
        if (!this.#abort.signal.aborted)
          this.#logger.error(`Looking for compose files failed: ${String(error)}`);
      }
    } while (this.#again && !this.#abort.signal.aborted);
    // Together with the last look at `#again`: whoever asks from now on starts a scan of their own.
    this.#scanning = undefined;
  }

  async #scanOnce(): Promise<void> {
    const query = this.#query;
    const running = await onThisMachine(this.#ours(this.#running));
    this.#remember(running);
    const ran = await onThisMachine([...this.#ran.values()]);
    const found = asTheyRan(await this.#sources.find(query), [...running, ...ran]);
    const read = await this.#readAll(unique(found), query);
    const known = read.map((set) => ({ set, project: set.model?.project ?? set.project }));
    for (const { files, origin } of read) if (origin === "found") this.#found.add(files.join(","));
    const grown = ({ files }: RunningList) =>
      this.#found.has(files.join(",")) && read.some((set) => isOverridden(set, files));
    const others = running.filter((list) => !grown(list));
    const more = await this.#readAll(runningSets(others, known).slice(0, MAX_RUNNING), query);
    if (this.#abort.signal.aborted) return;
    const all = [...read, ...more];
    const projects = all.map((set) => ({ set, project: set.model?.project ?? set.project }));
    const labels = distinctLabels(projects, query.folders);
    const next = all.map((set) => ({ ...set, label: labels.get(set.id) ?? set.label }));
    this.#sets = next;
    this.#onDidChange.fire(next);
  }

  #ours(lists: readonly RunningList[]): readonly RunningList[] {
    const { folders } = this.#query;
    return lists.filter(({ files, projectDir }) =>
      [...files, projectDir].some((file) => folders.some((folder) => isWithin(folder, file))),
    );
  }

  #remember(running: readonly RunningList[]): void {
    for (const list of running) {
      const key = list.files.join("\n");
      this.#ran.delete(key);
      this.#ran.set(key, list);
    }
    for (const oldest of this.#ran.keys()) {
      if (this.#ran.size <= MAX_RAN) break;
      this.#ran.delete(oldest);
    }
  }

  async #readAll(sets: readonly ConfiguredSet[], query: WorkspaceQuery): Promise<readonly KnownSet[]> {
    const before = new Map(this.#sets.map((set) => [set.id, set]));
    const chosen: ChosenProfiles = (project) =>
      Object.hasOwn(query.chosenProfiles, project) ? query.chosenProfiles[project] : undefined;
    const read = await mapLimited(sets, READ_AT_ONCE, async (set) => {
      this.#abort.signal.throwIfAborted();
      const { problem, ...asked } = set;
      const reading = await this.#read(asked, chosen);
      const known = toKnown(reading, before.get(reading.set.id));
      // What is wrong with the setting goes before what Compose makes of the rest of it.
      if (problem === undefined) return known;
      const { problemPlace: _of, ...rest } = known;
      return { ...rest, problem, misunderstood: true };
    });
    // In the reading that Compose took, a set may be one that another one is already.
    return unique(read);
  }

  /** One set that can't be read (its folder went meanwhile) is that set's problem, not the others'. */
  async #read(set: ComposeFileSet, chosen: ChosenProfiles): Promise<SetReading> {
    try {
      return await this.#sources.read(set, chosen, this.#abort.signal);
    } catch (error) {
      this.#abort.signal.throwIfAborted();
      const problem = error instanceof Error ? error.message : String(error);
      return { set, result: { kind: "broken", problem }, inputs: [] };
    }
  }
}

function toKnown({ set, result, inputs }: SetReading, before: KnownSet | undefined): KnownSet {
  const model = result.kind === "ok" ? result.model : before?.model;
  return {
    ...set,
    ...(model === undefined ? {} : { model }),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...problemOf(result),
  };
}

function problemOf(result: ReadResult): Pick<KnownSet, "problem" | "problemPlace"> {
  if (result.kind !== "broken") return {};
  const { problem, place } = result;
  return { problem, ...(place === undefined ? {} : { problemPlace: place }) };
}

/** The first of each id. */
function unique<Set extends { readonly id: string }>(sets: readonly Set[]): Set[] {
  return [...new Map(sets.toReversed().map((set) => [set.id, set])).values()].reverse();
}

/** A remote engine's containers were made from files of another machine; files of variables may have gone since. */
async function onThisMachine(lists: readonly RunningList[]): Promise<readonly RunningList[]> {
  const there = await mapLimited(lists, READ_AT_ONCE, async (list) =>
    (await existing(list.files)).length < list.files.length
      ? []
      : [{ ...list, envFiles: await existing(list.envFiles) }],
  );
  return there.flat();
}

async function existing(files: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return there.flat();
}
