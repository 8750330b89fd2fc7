/** The engine took the connection, or not even that, and then said nothing. */
export class EngineTimeout extends Error {
  readonly limitMs: number;

  constructor(what: string, limitMs: number) {
    super(`The engine did not answer ${what} within ${limitMs / 1000} s.`);
    this.name = "EngineTimeout";
    this.limitMs = limitMs;
  }
}

export interface Limit {
  /** What is asked, for the error's text. */
  readonly what: string;
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
}

/** The time of a request; running from the beginning. */
export interface Clock {
  /** What takes time now is not the engine's fault, and has a limit of its own. */
  stop(): void;
  /** From now on, all of the time again. */
  start(): void;
}

/**
 * Runs `work`, which is told to end when time is up or the caller gives up, and rejects then whether it does or not.
 * Where `work` gives something that lives on, such as a stream, `linger` keeps the caller's signal tied to it.
 */
export async function withLimit<T>(
  { what, ms, signal }: Limit,
  work: (signal: AbortSignal, clock: Clock) => Promise<T>,
  linger?: (result: T, release: () => void) => void,
): Promise<T> {
  signal?.throwIfAborted();
  const abort = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    reject(reason);
    abort.abort(reason);
  };
  const cancel = () => end(signal?.reason);
  const release = () => signal?.removeEventListener("abort", cancel);
  let timer: NodeJS.Timeout | undefined;
  const clock = {
    stop: () => clearTimeout(timer),
    start: () => {
      clearTimeout(timer);
      timer = over ? undefined : setTimeout(() => end(new EngineTimeout(what, ms)), ms);
    },
  };
  let over = false;
  clock.start();
  signal?.addEventListener("abort", cancel, { once: true });
  let lingering = false;
  try {
    const result = await Promise.race([work(abort.signal, clock), ended]);
    if (linger) {
      lingering = true;
      linger(result, release);
    }
    return result;
  } finally {
    over = true;
    clearTimeout(timer);
    if (!lingering) release();
  }
}
