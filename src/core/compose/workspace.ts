import path from "node:path";
import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { Logger } from "../base/logger.ts";
import type { ComposeFileSet, KnownSet, ReadResult } from "./model.ts";

export interface WorkspaceSources {
  discover(folders: readonly string[]): Promise<readonly ComposeFileSet[]>;
  read(set: ComposeFileSet, signal: AbortSignal): Promise<ReadResult>;
}

/** The names that make a change worth a new look: compose files wherever they stand, and what they interpolate. */
const CONCERNS = /^(docker-)?compose[^/\\]*\.ya?ml$|^\.env/i;

/** The compose files of the workspace's folders, and what Compose says of them. */
export class ComposeWorkspace implements Disposable {
  readonly #sources: WorkspaceSources;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  readonly #onDidChange = new Emitter<readonly KnownSet[]>();
  readonly onDidChange: Event<readonly KnownSet[]> = this.#onDidChange.event;
  #folders: readonly string[] = [];
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

  /** Looks for files and reads them all; resolves when what it then knows is newer than the call. */
  scan(folders: readonly string[] = this.#folders): Promise<void> {
    this.#folders = folders;
    // A scan under way may have passed what has just changed: one more follows it, however many ask.
    if (this.#scanning) this.#again = true;
    this.#scanning ??= this.#scanUntilQuiet();
    return this.#scanning;
  }

  /** @param paths absolute paths that some program changed */
  async filesChanged(paths: readonly string[]): Promise<void> {
    const known = new Set(this.#sets.flatMap((set) => set.files));
    if (paths.some((file) => known.has(file) || CONCERNS.test(path.basename(file)))) await this.scan();
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
    const found = await this.#sources.discover(this.#folders);
    const before = new Map(this.#sets.map((set) => [set.id, set]));
    const next: KnownSet[] = [];
    // One after another: each is a process of some 70 ms, and two cores have other things to do.
    for (const set of found) {
      if (this.#abort.signal.aborted) return;
      next.push(known(set, await this.#read(set), before.get(set.id)));
    }
    if (this.#abort.signal.aborted) return;
    this.#sets = next;
    this.#onDidChange.fire(next);
  }

  /** One set that can't be read (its folder went meanwhile) is that set's problem, not the others'. */
  async #read(set: ComposeFileSet): Promise<ReadResult> {
    try {
      return await this.#sources.read(set, this.#abort.signal);
    } catch (error) {
      this.#abort.signal.throwIfAborted();
      return { kind: "broken", problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

function known(set: ComposeFileSet, result: ReadResult, before: KnownSet | undefined): KnownSet {
  const model = result.kind === "ok" ? result.model : before?.model;
  return {
    ...set,
    ...(model === undefined ? {} : { model }),
    ...(result.kind === "broken" ? { problem: result.problem } : {}),
  };
}
