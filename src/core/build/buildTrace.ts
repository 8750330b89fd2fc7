import { setTimeout as delay } from "node:timers/promises";
import type { BuildRecord, BuildResult, LiveBuild } from "../../shared/builds.ts";
import type { Disposable } from "../../shared/disposable.ts";
import { Beginning, type BeginningPorts, type BuiltStage } from "./beginning.ts";
import { type BuildPlace, buildName, buildPlace } from "./buildPlace.ts";
import type { MatchedBuild } from "./found/matched.ts";
import type { BuildxHistory } from "./found/ports.ts";
import type { BuildRef, InspectedBuild } from "./found/ref.ts";
import { hideInGraph, secretHider } from "./hideSecrets.ts";
import type { BuildHistory, BuildIntent } from "./history/ports.ts";
import { Progress, toLive } from "./liveBuild.ts";
import { makeRecord, shownArguments } from "./makeRecord.ts";
import type { ContextManifests } from "./manifest/ports.ts";
import type { BuildGraph } from "./progress/graph.ts";
import type { ProgressItem } from "./progress/item.ts";
import { buildSteps } from "./progress/measure.ts";
import { isOf, usualDuration } from "./usual.ts";
import { findBreaker } from "./why/breaker.ts";
import { buildError } from "./why/buildError.ts";

export interface TracePorts extends BeginningPorts {
  readonly buildx: BuildxHistory;
  readonly history: BuildHistory;
  readonly manifests: Pick<ContextManifests, "take" | "between" | "read">;
  /** Whose it is; labels and the stage are known once it has ended. */
  readonly match: (
    ref: BuildRef,
    told?: { readonly labels: InspectedBuild["labels"]; readonly target: string | undefined },
  ) => MatchedBuild | undefined;
  /** How the matched services are built, as far as their files say. */
  readonly stageOf: (matched: MatchedBuild) => BuiltStage;
  /** What a name stands for now; `undefined`: nothing, or that can't be asked. */
  readonly imageId: (name: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Bytes of the first of the ids that the engine knows. */
  readonly imageSize: (ids: readonly string[], signal: AbortSignal) => Promise<number | undefined>;
  readonly readText: (file: string) => Promise<string | undefined>;
}

export interface TraceEvents {
  readonly changed: () => void;
  readonly ended: (record: BuildRecord) => void;
  /** The newest first. */
  readonly records: () => readonly BuildRecord[];
}

const RESULTS: Readonly<Record<InspectedBuild["status"], BuildResult>> = {
  completed: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
  running: "cancelled",
};

/** In all a minute. */
const INSPECT_WAITS_MS = [200, 400, 800, 1_600, 3_000, 6_000, 12_000, 36_000] as const;

/** One build, from when it was found until its record is kept. */
export class BuildTrace implements Disposable {
  readonly #ports: TracePorts;
  readonly #ref: BuildRef;
  readonly #runs = Promise.withResolvers<void>();
  #isLive: boolean;
  readonly #events: TraceEvents;
  readonly #progress = new Progress();
  readonly #abort = new AbortController();
  #matched: MatchedBuild | undefined;
  #hide: (text: string) => string;
  #intent: BuildIntent | undefined;
  #beginning: Beginning | undefined;
  #usual: number | undefined;
  #ended = false;

  /** @param known whose it is, where that is known for sure */
  constructor(ports: TracePorts, ref: BuildRef, isLive: boolean, events: TraceEvents, known?: MatchedBuild) {
    this.#ports = known === undefined ? ports : { ...ports, match: () => known };
    this.#ref = ref;
    this.#isLive = isLive;
    this.#events = events;
    this.#matched = this.#ports.match(ref);
    this.#hide = this.#newHider();
  }

  get id(): string {
    return this.#ref.id;
  }

  /** Resolves when it is seen to run; never for one that has ended. */
  get runs(): Promise<void> {
    return this.#runs.promise;
  }

  /** `undefined`: it has ended, or did before it was found. */
  get live(): LiveBuild | undefined {
    if (!this.#isLive || this.#ended) return undefined;
    const { id, at } = this.#ref;
    const facts = {
      id,
      name: buildName(this.#ref),
      startedAt: Math.round(at),
      trigger: this.#intent?.trigger ?? "elsewhere",
      ...(this.#matched === undefined ? {} : { matched: this.#matched }),
      ...(this.#usual === undefined ? {} : { usual: this.#usual }),
    } as const;
    const live = toLive(facts, this.#progress.graph);
    return live.running === undefined ? live : { ...live, running: this.#hide(live.running) };
  }

  matchAgain(): void {
    this.#matched = this.#ports.match(this.#ref) ?? this.#matched;
    this.#hide = this.#newHider();
  }

  /** Takes down what will not be known later. */
  async begin(): Promise<void> {
    if (this.#matched !== undefined) {
      const stage = this.#ports.stageOf(this.#matched);
      this.#beginning ??= new Beginning(this.#ports, this.#ref, stage, this.#isLive, this.#abort.signal);
      this.#usual = usualDuration(
        this.#events.records(),
        this.#matched,
        buildPlace(this.#ref, undefined).context,
      );
      this.#intent = await this.#findIntent(this.#matched);
    }
    this.#events.changed();
  }

  /** Reads all of it from buildx's history; resolves when its record is kept. Rejects as it is disposed of. */
  async follow(): Promise<"read" | "missing"> {
    const { buildx } = this.#ports;
    const { signal } = this.#abort;
    void this.begin();
    // One that was found when it began may not be known yet.
    const read = await buildx.follow(this.id, signal, (text) => this.push(text), !this.#isLive);
    if (read === "missing") return "missing";
    this.#progress.flush();
    const inspected = await this.#inspect();
    if (inspected === undefined) return "missing";
    await this.#keep(RESULTS[inspected.status], "history", inspected);
    return "read";
  }

  /** Its progress ends before BuildKit has written its record: that may take as long as its provenance takes. */
  async #inspect(): Promise<InspectedBuild | undefined> {
    const { signal } = this.#abort;
    for (const wait of INSPECT_WAITS_MS) {
      const inspected = await this.#ports.buildx.inspect(this.id, signal);
      if (inspected?.status !== "running") return inspected;
      await delay(wait, undefined, { signal });
    }
    // Rather none than one that says what is not so; it is read again at the next start.
    return undefined;
  }

  push(text: string): void {
    this.#progress.push(text);
    this.#looked();
  }

  /** The same, decoded. */
  apply(items: readonly ProgressItem[]): void {
    this.#progress.apply(items);
    this.#looked();
  }

  /**
   * One that buildx has no history of has ended.
   * @param output what else the command printed
   */
  async end(result: BuildResult, output: string): Promise<void> {
    this.#progress.flush();
    await this.#keep(result, "compose", undefined, output);
  }

  dispose(): void {
    this.#ended = true;
    this.#abort.abort();
  }

  #looked(): void {
    const { graph } = this.#progress;
    this.#beginning?.look(graph);
    if (!this.#isLive && isAtWork(graph)) {
      this.#isLive = true;
      this.#runs.resolve();
    }
    this.#events.changed();
  }

  async #keep(
    result: BuildResult,
    source: BuildRecord["source"],
    inspected: InspectedBuild | undefined,
    output?: string,
  ): Promise<void> {
    const { match, stageOf, manifests, history, imageSize, readText } = this.#ports;
    const { signal } = this.#abort;
    const ref = this.#ref;
    const told = inspected && { labels: inspected.labels, target: inspected.target };
    // What is told at the end may be that it is another project's, or another stage.
    const matched = inspected === undefined ? this.#matched : match(ref, told);
    const intent = matched && (await this.#findIntent(matched));
    const declared = matched === undefined ? {} : stageOf(matched);
    const target = inspected === undefined ? declared.target : inspected.target;
    const place = buildPlace(ref, target, declared.inline);
    const { target: _, ...stage } = declared;
    const raw = inspected?.arguments ?? declared.arguments ?? {};
    const hide = secretHider(raw);
    const graph = hideInGraph(this.#progress.graph, hide);
    const begun =
      (await this.#beginning?.facts({ ...stage, ...(target === undefined ? {} : { target }) })) ?? {};
    const startedAt = inspected?.startedAt ?? ref.at;
    const before = this.#before(matched, startedAt, place);
    // One that could not be begun has nothing to be compared to.
    const previous = before.find(({ steps }) => steps.length > 0);
    const given = shownArguments(raw);
    const bases = inspected?.bases ?? (await this.#basesOf(graph));
    const { dockerfile } = place;
    const dockerfileText = dockerfile === undefined ? undefined : await readText(dockerfile);
    const breaker = findBreaker({
      graph,
      arguments: given,
      bases,
      ...(previous === undefined ? {} : { previous }),
      ...(dockerfileText === undefined ? {} : { dockerfileText }),
      ...(await manifestsApart(manifests, previous?.manifest, begun.manifest)),
    });
    const error =
      result === "failed"
        ? buildError({
            graph,
            ...(inspected?.error === undefined
              ? {}
              : { inspected: { error: hiddenError(inspected.error, hide) } }),
            ...(output === undefined ? {} : { output: hide(output) }),
            ...(dockerfile === undefined ? {} : { dockerfile }),
            ...(dockerfileText === undefined ? {} : { dockerfileText }),
          })
        : undefined;
    const facts = {
      ref,
      source,
      result,
      graph,
      begun,
      breaker,
      place,
      arguments: given,
      bases,
      ...(inspected === undefined ? {} : { inspected }),
      ...(matched === undefined ? {} : { matched }),
      ...(intent === undefined ? {} : { intent }),
      ...(error === undefined ? {} : { error }),
    };
    const bare = makeRecord(facts);
    const size = result === "succeeded" ? await imageSize(bare.imageIds, signal) : undefined;
    const previousSize = before.find((record) => record.imageSize !== undefined)?.imageSize;
    const record =
      size === undefined
        ? bare
        : makeRecord({ ...facts, imageSize: size, ...(previousSize === undefined ? {} : { previousSize }) });
    await history.record(record);
    this.#ended = true;
    this.#events.ended(record);
  }

  /** Where buildx does not tell them: what the names of base images stand for now. */
  async #basesOf(graph: BuildGraph): Promise<readonly string[]> {
    const names = buildSteps(graph, {}).flatMap(({ text }) => /^FROM (\S+?)(?:@\S+)?$/.exec(text)?.[1] ?? []);
    const found = await Promise.all(
      [...new Set(names)].map(async (name) => {
        const id = await this.#ports.imageId(name, this.#abort.signal);
        return id === undefined ? [] : [`${name}@${id}`];
      }),
    );
    return found.flat();
  }

  #newHider(): (text: string) => string {
    return secretHider((this.#matched && this.#ports.stageOf(this.#matched).arguments) ?? {});
  }

  #findIntent({ stackId, services }: MatchedBuild): Promise<BuildIntent | undefined> {
    const { history } = this.#ports;
    const [service = ""] = services;
    return history.intentAt(stackId, service, this.#ref.at).catch(() => undefined);
  }

  /** The builds of the same before, the newest first; of the stages that a service is built to, the same one. */
  #before(
    matched: MatchedBuild | undefined,
    startedAt: number,
    { context, dockerfile, target }: BuildPlace,
  ): readonly BuildRecord[] {
    const isSame = (record: BuildRecord) =>
      record.context === context &&
      (matched === undefined
        ? context !== undefined && record.dockerfile === dockerfile
        : isOf(record, matched.stackId, matched.services));
    return this.#events
      .records()
      .filter(
        (record) =>
          record.startedAt < startedAt && record.id !== this.id && record.target === target && isSame(record),
      );
  }
}

/** What has ended is told with all its ends; but one that was cancelled is taken for running until the last is read. */
function isAtWork({ vertexes }: BuildGraph): boolean {
  return [...vertexes.values()].some(({ intervals }) => intervals.some(({ to }) => to === undefined));
}

/** What differs between the contexts of two builds, as far as both have been taken down. */
async function manifestsApart(
  manifests: Pick<ContextManifests, "between" | "read">,
  before: string | undefined,
  after: string | undefined,
): Promise<{ readonly changedFiles?: readonly string[]; readonly dockerfileChanged?: boolean }> {
  if (before === undefined || after === undefined) return {};
  const [files, left, right] = await Promise.all([
    manifests.between(before, after),
    manifests.read(before),
    manifests.read(after),
  ]);
  const [old, now] = [left?.dockerfileHash, right?.dockerfileHash];
  return {
    ...(files === undefined ? {} : { changedFiles: files }),
    ...(old === undefined || now === undefined ? {} : { dockerfileChanged: old !== now }),
  };
}

function hiddenError(
  error: NonNullable<InspectedBuild["error"]>,
  hide: (text: string) => string,
): NonNullable<InspectedBuild["error"]> {
  return {
    message: hide(error.message),
    logs: error.logs.map(hide),
    ...(error.name === undefined ? {} : { name: hide(error.name) }),
    ...(error.source === undefined ? {} : { source: error.source }),
  };
}
