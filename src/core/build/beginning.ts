import { buildPlace } from "./buildPlace.ts";
import type { BuildRef } from "./found/ref.ts";
import { withoutSecretArguments } from "./hideSecrets.ts";
import type { BegunFacts, BuildHistory } from "./history/ports.ts";
import type { ContextManifests } from "./manifest/ports.ts";
import type { BuildGraph } from "./progress/graph.ts";

export interface BeginningPorts {
  readonly history: Pick<BuildHistory, "begun">;
  readonly manifests: Pick<ContextManifests, "take" | "read">;
  /** Of the folder's repository. */
  readonly head: (
    folder: string,
    signal: AbortSignal,
  ) => Promise<{ readonly commit: string; readonly dirty: boolean } | undefined>;
}

/** What is built of a context, as far as it is known. */
export interface BuiltStage {
  readonly target?: string;
  /** The Dockerfile stands in the compose file. */
  readonly inline?: boolean;
  readonly arguments?: Readonly<Record<string, string>>;
}

/** What will not be known any more when a build has ended: its commit, and what its context held. */
export class Beginning {
  readonly #ports: BeginningPorts;
  readonly #ref: BuildRef;
  readonly #signal: AbortSignal;
  readonly #sent = Promise.withResolvers<void>();
  readonly #stage: BuiltStage;
  readonly #facts: Promise<BegunFacts>;

  /** @param isLive what the repository was at long ago can't be told */
  constructor(ports: BeginningPorts, ref: BuildRef, stage: BuiltStage, isLive: boolean, signal: AbortSignal) {
    this.#ports = ports;
    this.#ref = ref;
    this.#stage = stage;
    this.#signal = signal;
    this.#facts = this.#take(isLive).catch(() => ({}));
  }

  /** BuildKit may have read the context by now. */
  look(graph: BuildGraph): void {
    if (contextWasSent(graph)) this.#sent.resolve();
  }

  /** The build has ended; which stage it was is told for sure only now. */
  async facts(stage: BuiltStage): Promise<BegunFacts> {
    this.#sent.resolve();
    const begun = await this.#facts;
    if (begun.manifest === undefined) return begun;
    // Another window, or the command line, may have been the first, and have thought it another stage.
    const taken = await this.#ports.manifests.read(begun.manifest);
    if (taken !== undefined && taken.source.target === stage.target) return begun;
    const manifest = await this.#manifest(stage);
    return manifest === undefined ? begun : { ...begun, manifest };
  }

  async #take(isLive: boolean): Promise<BegunFacts> {
    const { history, head } = this.#ports;
    const { context } = buildPlace(this.#ref, undefined);
    if (context === undefined) return {};
    const git = isLive ? head(context, this.#signal).catch(() => undefined) : undefined;
    // Files are hashed while BuildKit looks up its images; the second time, only those that changed meanwhile.
    if (isLive) await this.#manifest(this.#stage);
    await this.#sent.promise;
    const manifest = await this.#manifest(this.#stage);
    const facts = { ...((await git) ?? {}), ...(manifest === undefined ? {} : { manifest }) };
    // Who was first may have known less.
    return this.#signal.aborted ? {} : { ...facts, ...(await history.begun(this.#ref.id, facts)) };
  }

  async #manifest({ target: stage, inline, arguments: given }: BuiltStage): Promise<string | undefined> {
    const { context, dockerfile, target } = buildPlace(this.#ref, stage, inline);
    if (context === undefined) return undefined;
    const source = {
      context,
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(target === undefined ? {} : { target }),
      ...(given === undefined ? {} : { arguments: withoutSecretArguments(given) }),
    };
    return (await this.#ports.manifests.take(source, this.#ref.at, this.#signal).catch(() => undefined))?.key;
  }
}

/** `[internal] load build context`, with the service before it where several are built (buildx 0.13 to 0.29). */
function contextWasSent({ vertexes }: BuildGraph): boolean {
  return [...vertexes.values()].some(
    ({ name, intervals, cached }) =>
      name.endsWith("load build context") &&
      (cached || (intervals.length > 0 && intervals.every(({ to }) => to !== undefined))),
  );
}
