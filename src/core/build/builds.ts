import type { BuildBrief, BuildRecord, BuildsState, LiveBuild } from "../../shared/builds.ts";
import { NO_BUILDS } from "../../shared/builds.ts";
import { type Disposable, DisposableStore } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import { share } from "../../shared/patch.ts";
import type { Logger } from "../base/logger.ts";
import { mapLimited } from "../base/mapLimited.ts";
import { BuildTrace, type TracePorts } from "./buildTrace.ts";
import type { MatchedBuild } from "./found/matched.ts";
import type { BuildRef } from "./found/ref.ts";
import { Folders } from "./sameFolder.ts";
import { isOf } from "./usual.ts";

export interface BuildsPorts extends TracePorts {
  /** The last builds that buildx has noted down, the newest first; they may have ended long ago, or still run. */
  readonly recentRefs: () => Promise<readonly BuildRef[]>;
  /** The workspace's services that are built here, in order. */
  readonly services: () => readonly {
    readonly stackId: string;
    readonly service: string;
    /** Absolute; absent where it is no folder of this machine. */
    readonly context?: string;
  }[];
  readonly logger: Logger;
}

/** More often, nobody can read it. */
const TELL_MS = 500;
/** Each is a process, beside the builds themselves. */
const READ_AT_ONCE = 2;
const MOST_MISSED = 50;
/** Of builds that nobody here asked for. */
const MOST_MISSED_FOREIGN = 5;
/** The last ones of each service say whether what runs is what was written; all the others can wait. */
const NEEDED = 2;
const MOST_LIVE = 16;
/** Enough to have the newest of each service among them. */
const LOOKED_AT = 200;

/** All builds of this machine: those under way, followed, and those that have ended, kept. */
export class Builds implements Disposable {
  readonly #ports: BuildsPorts;
  readonly #owned = new DisposableStore();
  readonly #onDidChange = this.#owned.add(new Emitter<BuildsState>());
  readonly onDidChange: Event<BuildsState> = this.#onDidChange.event;
  readonly #onDidEnd = this.#owned.add(new Emitter<BuildRecord | undefined>());
  /** A record was written; `undefined`: by somebody else. */
  readonly onDidEnd: Event<BuildRecord | undefined> = this.#onDidEnd.event;
  readonly #traces = new Map<string, BuildTrace>();
  /** Of another engine, or from long ago. */
  readonly #forgotten = new Set<string>();
  readonly #abort = new AbortController();
  #records: readonly BuildRecord[] = [];
  #state: BuildsState = NO_BUILDS;
  #seen: BuildsState["seen"] = "unknown";
  /** Begun, and not followed yet. */
  readonly #waiting = new Map<string, BuildRef>();
  readonly #folders = new Folders();
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> = Promise.resolve();
  #rest: Promise<void> | undefined;
  #starting: Promise<void> | undefined;

  constructor(ports: BuildsPorts) {
    this.#ports = ports;
    this.#owned.add(
      ports.history.onDidChange(() => {
        void this.#load().then(() => this.#onDidEnd.fire(undefined));
      }),
    );
  }

  get state(): BuildsState {
    return this.#state;
  }

  /** The history as far as it has been read, the newest first. */
  get records(): readonly BuildRecord[] {
    return this.#records;
  }

  trace(id: string): BuildTrace | undefined {
    return this.#traces.get(id);
  }

  /** Reads the history, and the builds that decide about what runs now, where they were missed. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Reads the other builds that were missed. */
  readRest(): Promise<void> {
    if (this.#seen !== "all") return Promise.resolve();
    // What begins from now on is seen.
    this.#rest ??= this.#readMissed(false);
    return this.#rest;
  }

  /** A build has begun. */
  begin(ref: BuildRef): void {
    // Until it is known, what begins is found by its ref a moment later; without a history there is nothing to follow.
    if (this.#seen === "unknown") void this.start();
    if (this.#seen !== "all" || this.#traces.has(ref.id) || this.#abort.signal.aborted) return;
    if (this.#traces.size >= MOST_LIVE) this.#waiting.set(ref.id, ref);
    else void this.#follow(ref);
  }

  /** One of ours whose progress comes by itself: buildx has no history. */
  beginOwn(ref: BuildRef, matched: MatchedBuild): BuildTrace {
    const trace = this.#newTrace(ref, true, matched);
    void trace.begin();
    return trace;
  }

  /** The workspace's services may be others now. */
  update(): void {
    for (const trace of this.#traces.values()) trace.matchAgain();
    this.#tell();
  }

  dispose(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    for (const trace of this.#traces.values()) trace.dispose();
    this.#owned.dispose();
  }

  async #start(): Promise<void> {
    const { buildx, logger } = this.#ports;
    const { signal } = this.#abort;
    await this.#load();
    try {
      this.#seen = (await buildx.supported(signal)) ? "all" : "own";
    } catch (error) {
      // It is asked again when a build begins.
      if (!signal.aborted) logger.warn(`buildx can't be asked about builds: ${String(error)}`);
    }
    this.#tell();
    if (this.#seen === "all") await this.#readMissed(true);
  }

  async #readMissed(neededOnly: boolean): Promise<void> {
    const { history, recentRefs, services, match } = this.#ports;
    const { signal } = this.#abort;
    try {
      const known = await history.ids();
      const isNew = ({ id }: BuildRef) => !known.has(id) && !this.#traces.has(id) && !this.#forgotten.has(id);
      const refs: BuildRef[] = [];
      const counts = new Map<string, number>();
      let foreign = 0;
      for (const ref of (await recentRefs()).filter(isNew)) {
        if (refs.length === MOST_MISSED) break;
        const matched = match(ref);
        const own = matched?.services.filter((service) =>
          services().some((each) => each.stackId === matched.stackId && each.service === service),
        );
        if (matched === undefined || own === undefined || own.length === 0) {
          foreign += 1;
          if (!neededOnly && foreign <= MOST_MISSED_FOREIGN) refs.push(ref);
          continue;
        }
        const key = JSON.stringify([matched.stackId, own]);
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        if (!neededOnly || count <= NEEDED) refs.push(ref);
      }
      // The oldest first: what a build is compared to is the one before.
      await mapLimited(refs.toReversed(), READ_AT_ONCE, (ref) => this.#read(ref));
    } catch (error) {
      if (!signal.aborted) this.#ports.logger.warn(`Missed builds can't be read: ${String(error)}`);
    }
  }

  /** Resolves when it was read, or turns out to run still. */
  async #read(ref: BuildRef): Promise<void> {
    if (this.#traces.has(ref.id)) return;
    const trace = this.#newTrace(ref, false);
    await Promise.race([this.#finish(trace), trace.runs]);
  }

  async #follow(ref: BuildRef): Promise<void> {
    if (!this.#traces.has(ref.id)) await this.#finish(this.#newTrace(ref, true));
  }

  async #finish(trace: BuildTrace): Promise<void> {
    try {
      if ((await trace.follow()) === "missing") this.#forgotten.add(trace.id);
    } catch (error) {
      if (!this.#abort.signal.aborted)
        this.#ports.logger.warn(`The build ${trace.id} can't be followed: ${String(error)}`);
    } finally {
      this.#forget(trace);
    }
  }

  #newTrace(ref: BuildRef, live: boolean, known?: MatchedBuild): BuildTrace {
    const events = {
      changed: () => this.#tellSoon(),
      ended: (record: BuildRecord) => {
        this.#forget(trace);
        this.#keep(record);
        this.#onDidEnd.fire(record);
      },
      records: () => this.#records,
    };
    const trace = new BuildTrace(this.#ports, ref, live, events, known);
    this.#traces.set(ref.id, trace);
    return trace;
  }

  #forget(trace: BuildTrace): void {
    if (this.#traces.get(trace.id) !== trace) return;
    this.#traces.delete(trace.id);
    trace.dispose();
    const [next] = this.#waiting.values();
    if (next !== undefined && this.#traces.size < MOST_LIVE) {
      this.#waiting.delete(next.id);
      void this.#follow(next);
    }
    this.#tell();
  }

  #keep(record: BuildRecord): void {
    const others = this.#records.filter(({ id }) => id !== record.id);
    this.#records = [record, ...others].sort((left, right) => right.startedAt - left.startedAt);
    this.#tell();
  }

  /** One after another; what was kept meanwhile is in the folder too. */
  #load(): Promise<void> {
    this.#loading = this.#loading.then(async () => {
      const read = await this.#ports.history.list({ limit: LOOKED_AT });
      if (this.#abort.signal.aborted) return;
      const ids = new Set(read.map(({ id }) => id));
      const newer = this.#records.filter(({ id, startedAt }) => !ids.has(id) && startedAt >= oldest(read));
      this.#records = [...read, ...newer].sort((left, right) => right.startedAt - left.startedAt);
      this.#tell();
    });
    return this.#loading;
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), TELL_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#abort.signal.aborted) return;
    const live = [...this.#traces.values()].flatMap(({ live: each }): readonly LiveBuild[] =>
      each === undefined ? [] : [each],
    );
    const next = share(this.#state, {
      live: live.sort((left, right) => left.startedAt - right.startedAt),
      last: this.#last(),
      seen: this.#seen,
    });
    if (next === this.#state) return;
    this.#state = next;
    this.#onDidChange.fire(next);
  }

  #last(): readonly BuildBrief[] {
    const newest = new Map<string, BuildRecord>();
    for (const { stackId, service, context } of this.#ports.services()) {
      // Another clone's project may bear the same name.
      const isHere = (record: BuildRecord) =>
        record.context === undefined ||
        context === undefined ||
        this.#folders.isSame(record.context, context);
      const found = this.#records.find((record) => isOf(record, stackId, [service]) && isHere(record));
      const key = JSON.stringify([stackId, service]);
      const before = newest.get(key);
      // A service may be built of another folder in another mode.
      if (found !== undefined && (before === undefined || before.startedAt < found.startedAt)) {
        newest.set(key, found);
      }
    }
    const briefs = new Map([...newest.values()].map((record) => [record.id, toBrief(record)]));
    return [...briefs.values()].sort((left, right) => right.startedAt - left.startedAt);
  }
}

function oldest(records: readonly BuildRecord[]): number {
  return records.at(-1)?.startedAt ?? 0;
}

function toBrief(record: BuildRecord): BuildBrief {
  const { id, trigger, stack, services, mode, startedAt, duration, result, error, cache, breaker } = record;
  return {
    id,
    trigger,
    ...(mode === undefined ? {} : { mode }),
    ...(stack === undefined ? {} : { stack }),
    services,
    name: services.length > 0 ? services.join(", ") : id,
    startedAt,
    duration,
    result,
    cache,
    ...(error === undefined ? {} : { error }),
    breaker: {
      kind: breaker.kind,
      reason: breaker.reason,
      ...(breaker.step === undefined ? {} : { step: breaker.step }),
    },
  };
}
