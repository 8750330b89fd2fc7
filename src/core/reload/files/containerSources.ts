import type { Logger } from "../../base/logger.ts";
import type { ContainerSetup } from "../../engine/container.ts";
import type { Mark } from "./baseline.ts";
import { type Bases, openBases } from "./bases.ts";
import { chooseChange } from "./chooseChange.ts";
import type { SourceFacts, SourceQuery } from "./facts.ts";
import { FileIndex, type IndexedFile } from "./fileIndex.ts";
import { Meanings } from "./meanings.ts";
import { remember, weightiest } from "./needs.ts";
import { isDropped } from "./paths.ts";
import { type Prepared, prepare } from "./prepared.ts";
import { type Walked, type WalkLimits, walk } from "./walk.ts";

const LIMITS: WalkLimits = { files: 20_000, time: 5_000, depth: 40 };
/** With more changes at once everything is looked at again: that costs less. */
const MOST_CHANGES = 10_000;

export interface SourcesOptions {
  readonly stateDir: string;
  readonly logger: Logger;
  readonly now: () => number;
}

interface Run {
  readonly prepared: Prepared;
  readonly bases: Bases;
  readonly meanings: Meanings;
}

/** What the files on this machine say of one container. */
export class ContainerSources {
  readonly #options: SourcesOptions;
  readonly #index = new FileIndex();
  #signature = "";
  #run: Run | undefined;
  /** With when that was told. */
  #changed = new Map<string, number>();
  #rescan = true;
  #incomplete: string | undefined;
  #facts: SourceFacts | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SourcesOptions) {
    this.#options = options;
  }

  /** One after another: rejects only as the signal aborts. */
  look(
    query: SourceQuery,
    setup: ContainerSetup,
    startedAt: number,
    signal: AbortSignal,
  ): Promise<SourceFacts> {
    const looked = this.#turn.then(() => this.#look(query, setup, startedAt, signal));
    this.#turn = looked.catch(() => {});
    return looked;
  }

  /** Whether the file concerns the container, as far as was known at the last look. */
  changed(file: string): boolean {
    const prepared = this.#run?.prepared;
    if (prepared === undefined) return false;
    const named = prepared.scope.named(file);
    const concern = prepared.concerns(named);
    if (concern === "no") return false;
    if (concern === "all") this.#rescan = true;
    // When it was told first: it can't have been later.
    else if (!this.#changed.has(named)) this.#changed.set(named, this.#options.now());
    if (this.#changed.size > MOST_CHANGES) this.#rescan = true;
    return true;
  }

  forgetAll(): void {
    this.#rescan = true;
  }

  async #look(
    query: SourceQuery,
    setup: ContainerSetup,
    startedAt: number,
    signal: AbortSignal,
  ): Promise<SourceFacts> {
    signal.throwIfAborted();
    const signature = signatureOf(query, setup, startedAt);
    const changed = this.#changed;
    const isNew = signature !== this.#signature || this.#run === undefined;
    if (!isNew && !this.#rescan && changed.size === 0 && this.#facts !== undefined) return this.#facts;
    const rescan = this.#rescan;
    this.#changed = new Map();
    this.#rescan = false;
    try {
      // What has gone is known by what was there, which a new scan forgets.
      if (isNew && this.#run?.bases.start.at === startedAt) await this.#refresh(changed, signal);
      if (isNew || rescan) await this.#scan(query, setup, startedAt, isNew, signal);
      else await this.#refresh(changed, signal);
      this.#signature = signature;
      this.#facts = await this.#derive(query);
      return this.#facts;
    } catch (error) {
      // Half of it was looked at.
      this.#rescan = true;
      throw error;
    }
  }

  async #scan(
    query: SourceQuery,
    setup: ContainerSetup,
    startedAt: number,
    isNew: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { now } = this.#options;
    const prepared = await prepare(query, setup);
    const bases = await openBases(query, startedAt, this.#options);
    const meanings = new Meanings(prepared.classifier);
    this.#run = { prepared, bases, meanings };
    if (isNew) this.#index.clear();
    const mounted = await this.#walk([...prepared.mounted, ...prepared.special.keys()], signal);
    const copied = await this.#walk(prepared.copied, signal);
    // Where nothing is copied while it runs, less depends on what is copied.
    const missing = prepared.copiesWhileRunning ? copied.incomplete : undefined;
    this.#incomplete = prepared.elsewhere ?? mounted.incomplete ?? missing;
    const files = new Map([...copied.files, ...mounted.files]);
    const isWhole = [mounted, copied].every((each) => each.incomplete === undefined && each.closed !== true);
    const marks = new Map([...bases.start.baseline.marks].map(([file, mark]) => [file, toIndexed(mark)]));
    await this.#index.replace(files, isWhole, marks, now());
    const named = prepared.asksForMany ? this.#index.files.keys() : prepared.special.keys();
    await remember(meanings.asking(named, this.#index.files), bases);
    await this.#save();
  }

  async #refresh(changed: ReadonlyMap<string, number>, signal: AbortSignal): Promise<void> {
    const prepared = this.#run?.prepared;
    if (prepared === undefined) return;
    await this.#index.refresh(changed, {
      wants: prepared.wants,
      walk: (folder) => this.#walk([folder], signal),
      now: this.#options.now,
    });
    signal.throwIfAborted();
    await this.#save();
  }

  async #derive(query: SourceQuery): Promise<SourceFacts> {
    if (this.#run === undefined) return {};
    const { bases, meanings } = this.#run;
    const { files } = this.#index;
    const change = chooseChange(meanings.changed(files, bases.start.at), query);
    const earliest = Math.min(bases.start.at, bases.image?.at ?? bases.start.at);
    const newer = [...files].filter(([, { at }]) => at > earliest).map(([file]) => file);
    const needs = await weightiest(meanings.asking(newer, files), bases);
    return {
      ...(change === undefined ? {} : { change }),
      ...(needs === undefined ? {} : { needs }),
      ...(this.#incomplete === undefined ? {} : { incomplete: this.#incomplete }),
    };
  }

  #walk(roots: readonly string[], signal: AbortSignal): Promise<Walked> {
    const wants = (file: string) => this.#run?.prepared.wants(file) === true;
    // Hidden folders hold settings and caches.
    const enters = (name: string) => !isDropped(name) && !name.startsWith(".");
    return walk({ roots, wants, enters, limits: LIMITS, now: this.#options.now, signal });
  }

  async #save(): Promise<void> {
    if (this.#run === undefined) return;
    const { start, image } = this.#run.bases;
    const marks = [...this.#index.files].filter(([, { marked }]) => marked);
    start.baseline.mark(new Map(marks.map(([file, { at, written, gone }]) => [file, { at, written, gone }])));
    await start.baseline.save(this.#options.now());
    await image?.baseline.save(this.#options.now());
  }
}

function toIndexed(mark: Mark): IndexedFile {
  return { ...mark, marked: true };
}

function signatureOf(query: SourceQuery, setup: ContainerSetup, startedAt: number): string {
  const { container, tool, service, watchOn, imageBuiltAt } = query;
  const { build, watch, buildable } = service ?? {};
  return JSON.stringify([
    container.imageId,
    startedAt,
    setup,
    tool,
    build,
    watch,
    buildable,
    watchOn,
    imageBuiltAt,
  ]);
}
