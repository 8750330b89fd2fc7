import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { EndpointInfo, EngineState } from "../../shared/model.ts";
import { share } from "../../shared/patch.ts";
import type { Logger } from "../base/logger.ts";
import { backoffMs } from "./backoff.ts";
import type { EngineClient } from "./client.ts";
import type { ConnectionLimit } from "./connectionLimit.ts";
import type { ContainerChange, EngineContainer } from "./container.ts";
import { type Failure, StreamEnded } from "./engineErrors.ts";
import { Session } from "./session.ts";

/** A connection that lasted so long was a good one: its end starts the back-off anew. */
const STEADY_MS = 5_000;
/**
 * Seconds. An engine answers a request for events a moment before it listens for them (Docker 26):
 * asking for this much of the past covers the moment, and clocks that differ a little.
 */
const OVERLAP_S = 2;

export interface EngineOptions {
  readonly endpoint: EndpointInfo;
  /** The client's; how many wait for a connection is a part of the state. */
  readonly limit?: ConnectionLimit;
  /** Ended together with the engine. */
  readonly client: EngineClient;
  readonly logger: Logger;
  /** From 0 to 1; for the back-off's jitter. */
  readonly random?: () => number;
  /** Puts an error of the client into words. */
  readonly describe?: (error: unknown, endpoint: EndpointInfo) => Promise<Failure>;
}

/** The many words are loaded when the first of them is needed. */
async function describeLater(error: unknown, endpoint: EndpointInfo): Promise<Failure> {
  const { describeFailure } = await import("./failure.ts");
  return describeFailure(error, endpoint);
}

/** The engine's containers, as they are: connects, listens, and connects again for ever. */
export class Engine implements Disposable {
  readonly #options: EngineOptions;
  readonly #random: () => number;
  readonly #disposed = new AbortController();
  readonly #onDidChangeState = new Emitter<EngineState>();
  readonly #onDidChangeContainers = new Emitter<ContainerChange>();
  readonly onDidChangeState: Event<EngineState> = this.#onDidChangeState.event;
  readonly onDidChangeContainers: Event<ContainerChange> = this.#onDidChangeContainers.event;
  #state: EngineState = { kind: "idle" };
  #session: Session | undefined;
  /** Ends the wait for the next attempt. */
  #wake: (() => void) | undefined;
  /** Resolved when the attempt that is under way, or the next one, has come to something. */
  #attempt = Promise.withResolvers<void>();
  #known: ReadonlyMap<string, EngineContainer> = new Map();
  #since = 0;
  readonly #waitingSubscription: Disposable | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#waitingSubscription = options.limit?.onDidChangeWaiting(() => this.#waitingChanged());
  }

  get state(): EngineState {
    return this.#state;
  }

  get client(): EngineClient {
    return this.#options.client;
  }

  /** Aborts when this engine is no longer the one that is looked at. */
  get ended(): AbortSignal {
    return this.#disposed.signal;
  }

  /** Begins to connect; does nothing the second time. */
  start(): void {
    if (this.#state.kind !== "idle" || this.#disposed.signal.aborted) return;
    this.#setState({ kind: "connecting", endpoint: this.#options.endpoint });
    void this.#run();
  }

  /** Lists again, or tries to connect at once. Resolves when what came of it has been told; never rejects. */
  async relist(): Promise<void> {
    if (this.#session) await this.#session.list();
    else await this.#attemptNow();
  }

  /**
   * Asks for a sign of life (3 s at most), and connects anew where there is none. True: it is alive.
   * @param silenceMs an engine that said something so recently is not asked
   */
  async checkAlive(silenceMs = 0): Promise<boolean> {
    const session = this.#session;
    // By a clock that goes on while the machine sleeps; one that was set back proves nothing.
    const silence = session === undefined ? 0 : Math.abs(Date.now() - session.lastHeard);
    if (session && silence < silenceMs) return true;
    if (!session) {
      await this.#attemptNow();
      return this.#state.kind === "connected";
    }
    try {
      // A ping would go by another connection than the one that tells what happens.
      await session.renew();
      return true;
    } catch (error) {
      session.fail(error);
      return false;
    }
  }

  /** All that the engine tells of a container, secrets included. Rejects as {@link EngineClient.inspect} does. */
  inspectRaw(id: string, signal: AbortSignal): Promise<unknown> {
    return this.#options.client.inspect(id, signal);
  }

  dispose(): void {
    this.#disposed.abort();
    this.#waitingSubscription?.dispose();
    this.#session?.dispose();
    this.#wake?.();
    this.#attempt.resolve();
    this.#onDidChangeState.dispose();
    this.#onDidChangeContainers.dispose();
    this.#options.client.dispose();
  }

  async #run(): Promise<void> {
    const { logger, endpoint, describe = describeLater } = this.#options;
    for (let failures = 0; !this.#disposed.signal.aborted; ) {
      const connection = await this.#connectOnce();
      if (this.#disposed.signal.aborted) return;
      failures = connection.lastedMs >= STEADY_MS ? 1 : failures + 1;
      const { reason, advice, retryMs } = await describe(connection.error, endpoint);
      if (this.#disposed.signal.aborted) return;
      logger.info(reason);
      // A proxy that cuts idle connections, or an engine back at once: nobody has to see it.
      if (failures === 1 && connection.lastedMs > 0 && connection.error instanceof StreamEnded) continue;
      this.#known = new Map();
      if (this.#setState({ kind: "unreachable", endpoint, reason, advice })) this.#tell({ kind: "lost" });
      this.#endAttempt();
      await this.#wait(backoffMs(failures, this.#random, retryMs));
    }
  }

  /** Connects and stays connected for as long as that is possible; tells how long that was, and why it ended. */
  async #connectOnce(): Promise<{ readonly lastedMs: number; readonly error: unknown }> {
    const session = new Session({
      client: this.#options.client,
      logger: this.#options.logger,
      since: this.#since || Math.floor(Date.now() / 1000) - OVERLAP_S,
      known: this.#known,
      onChange: (change) => this.#changed(session, version, change),
    });
    let version = "";
    let connectedAt: number | undefined;
    this.#session = undefined;
    const abort = () => session.dispose();
    this.#disposed.signal.addEventListener("abort", abort, { once: true });
    try {
      version = await session.open();
      await Promise.race([session.list(), session.ended]);
      connectedAt = performance.now();
      this.#endAttempt();
      return await session.ended;
    } catch (error) {
      return { lastedMs: connectedAt === undefined ? 0 : performance.now() - connectedAt, error };
    } finally {
      this.#session = undefined;
      this.#known = session.known;
      this.#since = Math.max(this.#since, session.lastEvent);
      session.dispose();
      this.#disposed.signal.removeEventListener("abort", abort);
    }
  }

  #changed(session: Session, version: string, change: ContainerChange): void {
    if (change.kind === "listed") {
      // Before anybody is told: a listener may ask for another list.
      this.#session = session;
      this.#setState({ kind: "connected", endpoint: this.#options.endpoint, version, ...this.#waiting() });
    }
    this.#tell(change);
  }

  #waitingChanged(): void {
    if (this.#state.kind !== "connected") return;
    const { waiting: _waiting, ...state } = this.#state;
    this.#setState({ ...state, ...this.#waiting() });
  }

  #waiting(): { readonly waiting?: number } {
    const waiting = this.#options.limit?.waiting ?? 0;
    return waiting === 0 ? {} : { waiting };
  }

  #tell(change: ContainerChange): void {
    if (!this.#disposed.signal.aborted) this.#onDidChangeContainers.fire(change);
  }

  /** True where it is of another kind than before. */
  #setState(next: EngineState): boolean {
    const before = this.#state;
    this.#state = share(before, next);
    if (this.#state !== before) this.#onDidChangeState.fire(this.#state);
    return before.kind !== next.kind;
  }

  #attemptNow(): Promise<void> {
    if (this.#disposed.signal.aborted || this.#state.kind === "idle") return Promise.resolve();
    const { promise } = this.#attempt;
    this.#wake?.();
    return promise;
  }

  #endAttempt(): void {
    this.#attempt.resolve();
    this.#attempt = Promise.withResolvers<void>();
  }

  async #wait(ms: number): Promise<void> {
    if (this.#disposed.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
