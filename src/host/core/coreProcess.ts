import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import { type AppState, EMPTY_STATE } from "../../shared/model.ts";
import { applyPatch, diff, type Patch } from "../../shared/patch.ts";
import {
  type CoreEvents,
  type Environment,
  type Method,
  type Params,
  PROTOCOL_VERSION,
  type Result,
} from "../../shared/protocol.ts";
import { type CallOptions, RpcClient } from "../../shared/rpcClient.ts";
import { RpcError } from "../../shared/rpcMessages.ts";
import {
  type CoreChange,
  type CoreState,
  type CoreStatus,
  initialState,
  withApp,
  withoutKnowledge,
} from "./coreState.ts";
import type { CoreWorker } from "./coreWorker.ts";
import { RestartPolicy } from "./restartPolicy.ts";

export interface CoreOptions {
  startWorker(): CoreWorker;
  /** Asked at each start: what is true then. */
  environment(): Environment;
  log(entry: CoreEvents["log"]): void;
  /** It crashed too often: nothing happens any more until {@link CoreProcess.restart}. */
  onGaveUp(): void;
}

/** VS Code gives an extension some 5 s to end. */
const STOP_LIMIT_MS = 4_000;

interface Run {
  readonly worker: CoreWorker;
  readonly client: RpcClient;
  /** What this worker has told so far: it starts from nothing, whatever an earlier one had told. */
  told: AppState;
}

/** Keeps the core running, mirrors its state and passes requests on to it. */
export class CoreProcess implements Disposable {
  readonly #options: CoreOptions;
  readonly #policy = new RestartPolicy();
  readonly #onDidChange = new Emitter<CoreChange>();
  readonly onDidChange: Event<CoreChange> = this.#onDidChange.event;
  #state: CoreState;
  #run: Run | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  /** Under way: the one before is ending, the next has not been started yet. */
  #restarting: Promise<void> | undefined;
  #stopped = false;

  constructor(options: CoreOptions) {
    this.#options = options;
    this.#state = initialState(options.environment().trust);
  }

  get state(): CoreState {
    return this.#state;
  }

  /** Returns at once; the state tells when the core has something to say. */
  start(): void {
    if (this.#stopped || this.#run !== undefined) return;
    const worker = this.#options.startWorker();
    const run: Run = { worker, client: new RpcClient(worker.port), told: EMPTY_STATE };
    this.#run = run;
    run.client.onEvent((event) => {
      if (event.name === "patches") this.#told(run, event.value);
      else this.#options.log(event.value);
    });
    void worker.ended.then((error) => this.#ended(run, error));
    void this.#initialize(run);
  }

  /** For a core that was given up, or that the user wants to start afresh. Asked twice, it does it once. */
  restart(): Promise<void> {
    this.#restarting ??= this.#startAfresh().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  call<M extends Method>(method: M, params: Params<M>, options?: CallOptions<M>): Promise<Result<M>> {
    if (this.#run === undefined) {
      return Promise.reject(
        new RpcError("unavailable", "Dev Loop is not running: it has stopped after an error."),
      );
    }
    return this.#run.client.call(method, params, options);
  }

  /** Tells a running core what changed; one that starts later asks for all of it. */
  update(changes: Partial<Environment>): void {
    this.#run?.client.call("update", changes).catch((error: Error) => this.#logLost("update", error));
  }

  filesChanged(paths: readonly string[]): void {
    this.#run?.client.call("filesChanged", { paths }).catch((error: Error) => this.#logLost("files", error));
  }

  /** Resolves when the core has ended, its children with it; after 4 s it is ended by force. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#restartTimer);
    const run = this.#run;
    this.#run = undefined;
    if (run !== undefined) await end(run, "Dev Loop has been stopped.");
    // Where there was none, a restart may be waiting for the one before to end.
    await this.#restarting;
    this.dispose();
  }

  dispose(): void {
    this.#stopped = true;
    clearTimeout(this.#restartTimer);
    this.#onDidChange.dispose();
  }

  async #startAfresh(): Promise<void> {
    this.#policy.forget();
    clearTimeout(this.#restartTimer);
    const run = this.#run;
    // A run that is no longer the current one ends unheard.
    this.#run = undefined;
    this.#forget("restarting");
    if (run !== undefined) await end(run, "Dev Loop is restarting.");
    this.start();
  }

  async #initialize(run: Run): Promise<void> {
    try {
      const environment = this.#options.environment();
      const app = await run.client.call("initialize", { ...environment, version: PROTOCOL_VERSION });
      // Patches that came first are newer than this answer: it was made before them, and sent after them.
      if (run === this.#run && run.told === EMPTY_STATE) this.#show(run, app, diff(this.#state.app, app));
    } catch (error) {
      if (error instanceof RpcError && error.code === "unavailable") return;
      this.#options.log({ level: "error", text: `Dev Loop could not start: ${text(error)}` });
      this.#giveUp(run);
    }
  }

  #told(run: Run, patches: readonly Patch[]): void {
    if (run !== this.#run) return;
    const continues = this.#state.app === run.told;
    const app = patches.reduce(applyPatch, run.told);
    this.#show(run, app, continues ? patches : diff(this.#state.app, app));
  }

  #show(run: Run, app: AppState, patches: readonly Patch[]): void {
    run.told = app;
    this.#change({ ...withApp(this.#state, app), status: "running" }, patches);
  }

  #change(state: CoreState, patches: readonly Patch[]): void {
    const previous = this.#state;
    this.#state = state;
    this.#onDidChange.fire({ previous, state, patches });
  }

  #forget(status: CoreStatus): void {
    const app = withoutKnowledge(this.#state.app);
    this.#change({ ...this.#state, app, status }, diff(this.#state.app, app));
  }

  #ended(run: Run, error: Error | undefined): void {
    run.client.close("Dev Loop's core has ended. Try again in a moment.");
    if (run !== this.#run || this.#stopped) return;
    this.#run = undefined;
    const why = error === undefined ? "for no reason that it gave" : (error.stack ?? error.message);
    this.#options.log({ level: "error", text: `The core has ended: ${why}` });
    const decision = this.#policy.crashed(performance.now());
    if (decision.kind === "giveUp") {
      this.#giveUp(run);
      return;
    }
    this.#forget("restarting");
    this.#restartTimer = setTimeout(() => this.start(), decision.afterMs);
  }

  #giveUp(run: Run): void {
    this.#run = undefined;
    run.worker.terminate();
    this.#forget("stopped");
    this.#options.onGaveUp();
  }

  #logLost(what: string, error: Error): void {
    this.#options.log({ level: "warn", text: `The core did not take the ${what}: ${error.message}` });
  }
}

async function end(run: Run, reason: string): Promise<void> {
  run.client.close(reason);
  run.worker.shutDown();
  const limit = setTimeout(() => run.worker.terminate(), STOP_LIMIT_MS);
  await run.worker.ended;
  clearTimeout(limit);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
