import type { BuildRecord, BuildsState } from "../../shared/builds.ts";
import { type Disposable, DisposableStore } from "../../shared/disposable.ts";
import type { StackState } from "../../shared/model.ts";
import type { ServiceSettings } from "../../shared/protocol.ts";
import type { Logger } from "../base/logger.ts";
import type { ProcessRunner } from "../base/process.ts";
import { type Env, findProgram } from "../base/which.ts";
import type { Engine } from "../engine/engine.ts";
import { readText } from "../reload/files/readText.ts";
import { allInspected, serviceSettings } from "../reload/services.ts";
import type { StackStore } from "../stack/store.ts";
import { Baked, type BakedChange } from "./baked/baked.ts";
import { decodeImage, type ImageFacts } from "./baked/images.ts";
import { type BuiltService, builtServices, declaredServices } from "./baked/services.ts";
import type { BuiltStage } from "./beginning.ts";
import { Builds } from "./builds.ts";
import { createBuildxHistory } from "./found/buildxHistory.ts";
import { refsFolder } from "./found/buildxPaths.ts";
import { matchBuild } from "./found/match.ts";
import type { MatchedBuild } from "./found/matched.ts";
import type { BuildxHistory } from "./found/ports.ts";
import { recentRefs } from "./found/recentRefs.ts";
import type { BuildRef, InspectedBuild } from "./found/ref.ts";
import { watchRefs } from "./found/refsWatch.ts";
import { FileHistory } from "./history/fileHistory.ts";
import type { BuildHistory } from "./history/ports.ts";
import { headOf } from "./info/git.ts";
import { readBuildInfo } from "./info/readBuildInfo.ts";
import { StoredManifests } from "./manifest/storedManifests.ts";
import { ProgressDecoder } from "./progress/decoder.ts";
import { ReadableProgress } from "./progress/readable.ts";
import type { BuildRun } from "./run/ports.ts";

export interface BuildRoomPorts {
  readonly runner: ProcessRunner;
  /** The `docker` program's absolute path. */
  readonly docker: () => Promise<string>;
  /** What names the engine that is looked at. */
  readonly engineEnv: () => Env;
  readonly env: Env;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
  readonly engine: () => Engine | undefined;
  readonly isLocal: () => boolean;
  readonly store: () => StackStore;
  readonly selected: () => readonly StackState[];
  readonly settings: () => Readonly<Record<string, ServiceSettings>>;
  readonly tell: (builds: BuildsState) => void;
  readonly tellBaked: (change: BakedChange) => void;
  readonly onDidLook: () => void;
  /** An image was built. */
  readonly onDidBuild: () => void;
  readonly stateDir: string;
  readonly logger: Logger;
}

/** Builds and what is in images, wired to the engine and the stacks. Loaded once there is something that is built here. */
export class BuildRoom implements Disposable {
  readonly #ports: BuildRoomPorts;
  readonly #owned = new DisposableStore();
  readonly #abort = new AbortController();
  readonly #buildx: BuildxHistory;
  readonly history: BuildHistory;
  readonly #builds: Builds;
  readonly #baked: Baked;
  readonly #started: Promise<void>;
  #isStarted = false;
  #given: readonly unknown[] = [];
  /** Stacks with actions. */
  #working = 0;

  constructor(ports: BuildRoomPorts) {
    this.#ports = ports;
    const { runner, docker, engineEnv, stateDir, logger, platform, env } = ports;
    const folder = refsFolder(env, ports.homeDir);
    this.#buildx = createBuildxHistory({ runner, docker, env: engineEnv });
    this.history = this.#owned.add(new FileHistory({ stateDir, logger }));
    const manifests = new StoredManifests({ stateDir, logger, now: () => Date.now() });
    this.#builds = this.#owned.add(
      new Builds({
        buildx: this.#buildx,
        history: this.history,
        manifests,
        match: (ref, told) => this.#match(ref, told),
        stageOf: (matched) => this.#stageOf(matched),
        head: (context, signal) =>
          headOf(context, { runner, git: () => findProgram("git", env, platform) }, signal),
        imageId: async (name, signal) => (await this.#image(name, signal))?.id,
        imageSize: (ids, signal) => this.#imageSize(ids, signal),
        readText,
        recentRefs: () => recentRefs(folder, Date.now()),
        services: () =>
          declaredServices(ports.store(), ports.selected()).map(({ stackId, declared }) => ({
            stackId,
            service: declared.name,
            ...(declared.build?.context === undefined ? {} : { context: declared.build.context }),
          })),
        logger,
      }),
    );
    this.#baked = this.#owned.add(
      new Baked({
        manifests,
        image: (name, signal) => this.#image(name, signal),
        buildsOf: (id) => this.#builds.records.filter(({ imageIds }) => imageIds.includes(id)),
        info: (service, image, signal) => this.#info(service, image, signal),
        isLocal: ports.isLocal,
        logger,
      }),
    );
    this.#owned.add(this.#builds.onDidChange(ports.tell));
    this.#owned.add(this.#baked.onDidChange(ports.tellBaked));
    this.#owned.add(this.#baked.onDidLook(ports.onDidLook));
    this.#owned.add(
      this.#builds.onDidEnd((record) => {
        // What nobody here uses changes nothing here.
        if (!this.#isStarted || record?.services.length === 0) return;
        void this.#baked.lookAgain();
        ports.onDidBuild();
      }),
    );
    this.#started = this.#start(folder);
  }

  /** What is needed to say of every service whether its image is current has been read. */
  get looked(): boolean {
    const { store, selected } = this.#ports;
    const upToDate = this.#facts().every((each, index) => each === this.#given[index]);
    return this.#isStarted && upToDate && allInspected(store(), selected()) && this.#baked.looked;
  }

  /** The stacks may be others now; does nothing where they are not. */
  update(): void {
    if (!this.#isStarted) return;
    const given = this.#facts();
    if (given.every((each, index) => each === this.#given[index])) return;
    this.#given = given;
    const { store, selected, settings } = this.#ports;
    // First, so that what the builds tell of does not look as if all images had been looked at.
    this.#baked.update(
      builtServices(store(), selected(), (stackId, service) => serviceSettings(settings(), stackId, service)),
    );
    this.#builds.update();
    const working = store().actions.size;
    // An image may have got its name, or have gone.
    if (working < this.#working) void this.#baked.lookAgain();
    this.#working = working;
  }

  filesChanged(paths: readonly string[]): void {
    this.#baked.filesChanged(paths);
  }

  /** Resolves when every file was looked at again. */
  rescan(): Promise<void> {
    return this.#baked.lookAgain();
  }

  /** @param options `asKept`: without reading first those that were missed */
  async records(options: {
    stackId?: string;
    limit: number;
    asKept?: boolean;
  }): Promise<readonly BuildRecord[]> {
    const { stackId, limit, asKept = false } = options;
    await this.#started;
    if (!asKept) await this.#builds.readRest();
    return this.history.list({ limit, ...(stackId === undefined ? {} : { stack: stackId }) });
  }

  /** For those who build. */
  get run(): BuildRun {
    return {
      intend: (intent) => this.history.intend(intent),
      hasHistory: (signal) => this.#buildx.supported(signal),
      begin: ({ ref, stackId, service, mode }) => {
        const matched = { stackId, services: [service], ...(mode === undefined ? {} : { mode }) };
        const trace = this.#builds.beginOwn(ref, matched);
        return {
          push: (items) => trace.apply(items),
          end: (result, output) => trace.end(result, output),
        };
      },
    };
  }

  /** A build's output as readable text, from its start to its end. */
  async follow(id: string, signal: AbortSignal, emit: (text: string) => Promise<void>): Promise<void> {
    const decoder = new ProgressDecoder();
    const readable = new ReadableProgress();
    const tell = async (items: ReturnType<ProgressDecoder["push"]>) => {
      const text = items.map((item) => readable.push(item)).join("");
      if (text !== "") await emit(text);
    };
    const both = AbortSignal.any([signal, this.#abort.signal]);
    const read = await this.#buildx.follow(id, both, (text) => tell(decoder.push(text)));
    await tell(decoder.flush());
    if (read === "missing") {
      throw new Error(
        id.startsWith("own/")
          ? "buildx before 0.21 keeps no output of builds: see the output of the stack."
          : "buildx does not keep what this build has printed any more.",
      );
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.#owned.dispose();
  }

  async #start(folder: string): Promise<void> {
    const { logger } = this.#ports;
    try {
      // Watched first: a build that begins meanwhile is seen twice rather than never.
      const watch = this.#owned.add(watchRefs({ folder, logger }, (ref) => this.#builds.begin(ref)));
      await watch.ready;
      await this.#builds.start();
    } catch (error) {
      if (!this.#abort.signal.aborted) logger.error(`Builds can't be looked at: ${String(error)}`);
    }
    if (this.#abort.signal.aborted) return;
    this.#isStarted = true;
    this.update();
    this.#ports.onDidLook();
  }

  #facts(): readonly unknown[] {
    const { containers, sets, folders, chosen, actions } = this.#ports.store();
    return [containers, sets, folders, chosen, actions, this.#ports.settings()];
  }

  #match(
    ref: BuildRef,
    told?: { readonly labels: InspectedBuild["labels"]; readonly target: string | undefined },
  ): MatchedBuild | undefined {
    const { store, selected } = this.#ports;
    return matchBuild({ ref, ...(told === undefined ? {} : told) }, selected(), store().sets);
  }

  #stageOf({ stackId, services, mode }: MatchedBuild): BuiltStage {
    const { store, selected } = this.#ports;
    const declared = declaredServices(store(), selected()).filter(
      (each) => each.stackId === stackId && services.includes(each.declared.name),
    );
    const labelled = store().sets.filter(({ label }) => label === mode);
    const ofMode = declared.find((each) =>
      labelled.some((set) => set.model?.services.includes(each.declared)),
    );
    const { target, inline, arguments: given } = (ofMode ?? declared[0])?.declared.build ?? {};
    return {
      ...(inline === undefined ? {} : { inline: true }),
      ...(target === undefined ? {} : { target }),
      ...(given === undefined ? {} : { arguments: given }),
    };
  }

  async #image(name: string, signal: AbortSignal): Promise<ImageFacts | undefined> {
    const engine = this.#ports.engine();
    try {
      return engine && decodeImage(await engine.client.image(name, AbortSignal.any([signal, engine.ended])));
    } catch {
      return undefined;
    }
  }

  async #imageSize(ids: readonly string[], signal: AbortSignal): Promise<number | undefined> {
    for (const id of ids) {
      const size = (await this.#image(id, signal))?.size;
      if (size !== undefined) return size;
    }
    return undefined;
  }

  async #info(service: BuiltService, image: ImageFacts, signal: AbortSignal) {
    const { runner, env, platform } = this.#ports;
    const { context } = service.declared.build ?? {};
    const address = service.settings?.buildInfo;
    return readBuildInfo(
      {
        labels: image.labels,
        environment: service.container?.setup?.environment ?? {},
        // Of one that does not run, another program may answer there.
        ...(address === undefined || service.container?.status !== "running" ? {} : { address }),
        ...(context === undefined ? {} : { context }),
      },
      { runner, git: () => findProgram("git", env, platform) },
      signal,
    );
  }
}
