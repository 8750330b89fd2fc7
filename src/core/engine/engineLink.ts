import { type Disposable, DisposableStore } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { EngineState } from "../../shared/model.ts";
import type { Logger } from "../base/logger.ts";
import type { ContainerChange } from "./container.ts";
import type { EndpointResolution, EngineChoice, FoundEndpoint } from "./endpoint.ts";
import type { Engine } from "./engine.ts";

export interface EngineSources {
  resolve(choice: EngineChoice): Promise<EndpointResolution>;
  /** What two findings have to have in common for a connection to be kept. */
  identify(found: FoundEndpoint): Promise<string>;
  open(found: FoundEndpoint): Engine;
}

/** How often a machine on which no engine was found is looked at again: a file is read, sockets are tried. */
const LOOK_AGAIN_MS = 4_000;

/** The engine that the settings point at, whichever it is at the moment. */
export class EngineLink implements Disposable {
  readonly #sources: EngineSources;
  readonly #logger: Logger;
  readonly #onDidChangeState = new Emitter<EngineState>();
  readonly #onDidChangeContainers = new Emitter<ContainerChange>();
  readonly onDidChangeState: Event<EngineState> = this.#onDidChangeState.event;
  readonly onDidChangeContainers: Event<ContainerChange> = this.#onDidChangeContainers.event;
  #choice: EngineChoice | undefined;
  /** Of the engine that is looked at. */
  #identity = "";
  #state: EngineState = { kind: "idle" };
  #engine: Engine | undefined;
  #owned = new DisposableStore();

  constructor(sources: EngineSources, logger: Logger) {
    this.#sources = sources;
    this.#logger = logger;
  }

  get state(): EngineState {
    return this.#state;
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Connects, unless it already does by this choice. */
  async connect(choice: EngineChoice): Promise<void> {
    if (choice.context === this.#choice?.context && choice.host === this.#choice.host) return;
    this.#choice = choice;
    await this.#reconnect();
  }

  /** What Docker was told may have changed: connects anew, unless it comes to the same engine in the same way. */
  async lookAgain(): Promise<void> {
    if (this.#choice === undefined) return;
    const owned = this.#owned;
    const resolution = await this.#sources.resolve(this.#choice);
    const same =
      this.#engine !== undefined &&
      resolution.kind === "found" &&
      (await this.#sources.identify(resolution)) === this.#identity;
    if (!owned.disposed && !same) await this.#reconnect();
  }

  /** Lets go of the engine: nothing more is asked of it. */
  disconnect(): void {
    this.#choice = undefined;
    this.#letGo();
    if (this.#state.kind !== "idle") this.#setState({ kind: "idle" });
  }

  /** Lists again; where no engine was found, looks for one again. */
  async refresh(): Promise<void> {
    if (this.#engine) await this.#engine.relist();
    else if (this.#choice !== undefined) await this.#reconnect();
  }

  dispose(): void {
    this.#choice = undefined;
    this.#owned.dispose();
    this.#onDidChangeState.dispose();
    this.#onDidChangeContainers.dispose();
  }

  async #reconnect(): Promise<void> {
    const owned = this.#letGo();
    const resolution = await this.#sources.resolve(this.#choice ?? { context: "", host: "" });
    const identity = resolution.kind === "found" ? await this.#sources.identify(resolution) : "";
    // While it was looked for, the choice changed or the window closed.
    if (owned.disposed) return;
    this.#identity = identity;
    if (resolution.kind === "none") {
      const { kind: _kind, ...why } = resolution;
      this.#setState({ kind: "unreachable", ...why });
      const timer = setTimeout(() => void this.#reconnect(), LOOK_AGAIN_MS);
      owned.add({ dispose: () => clearTimeout(timer) });
      return;
    }
    const { endpoint } = resolution;
    this.#logger.info(`Docker at ${endpoint.host} (from ${endpoint.context ?? endpoint.source})`);
    const engine = owned.add(this.#sources.open(resolution));
    owned.add(engine.onDidChangeState((state) => this.#setState(state)));
    owned.add(engine.onDidChangeContainers((change) => this.#onDidChangeContainers.fire(change)));
    this.#engine = engine;
    this.#setState(engine.state);
    engine.start();
  }

  /** What was owned has ended; the result takes what comes next. */
  #letGo(): DisposableStore {
    this.#owned.dispose();
    this.#owned = new DisposableStore();
    const had = this.#engine !== undefined;
    this.#engine = undefined;
    // Where there was none, "not found" stays true while it is looked for again: the view must not flicker.
    if (had) this.#setState({ kind: "idle" });
    return this.#owned;
  }

  #setState(state: EngineState): void {
    // What another engine told, or this one before, is not known to be true now.
    if (state.kind !== "connected") this.#onDidChangeContainers.fire({ kind: "lost" });
    this.#state = state;
    this.#onDidChangeState.fire(state);
  }
}
