import type { Disposable } from "../../shared/disposable.ts";
import type { StdioAgent } from "./stdioAgent.ts";
import { type Clock, EngineTimeout } from "./timeLimit.ts";

/** A request's share of the few connections, from its turn to the end of all that it began. */
export class Turn {
  readonly #lease: Disposable | undefined;
  readonly #pending: Promise<unknown>[] = [];

  /** @param lease given back at the end; absent where connections are not few */
  constructor(lease: Disposable | undefined) {
    this.#lease = lease;
  }

  /** Sends a request; its time begins when it has a connection. To connect has a limit of its own, and says why it fails. */
  send<T>(agent: StdioAgent, clock: Clock, request: () => Promise<T>): Promise<T> {
    clock.stop();
    const { sent, connected } = agent.sending(request);
    // A request may be given up before its connection is there, which then is there for the next.
    this.until(connected);
    void connected.then(clock.start);
    return sent;
  }

  /** The connection is not free before. */
  until(work: Promise<unknown>): void {
    work.catch(() => {});
    this.#pending.push(work);
  }

  end(): void {
    void Promise.allSettled(this.#pending).then(() => this.#lease?.dispose());
  }
}

/**
 * A signal that comes with the given one where time is up, and up to `ms` after it where the caller has lost interest.
 * `settled` has to be called when there is nothing to abort any more.
 */
export function afterwards(
  signal: AbortSignal,
  ms: number,
): { readonly signal: AbortSignal; readonly settled: () => void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const abort = () => {
    const { reason } = signal;
    if (reason instanceof EngineTimeout) late.abort(reason);
    else timer = setTimeout(() => late.abort(reason), ms);
  };
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: late.signal,
    settled() {
      signal.removeEventListener("abort", abort);
      clearTimeout(timer);
    },
  };
}
