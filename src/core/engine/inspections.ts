import type { Disposable } from "../../shared/disposable.ts";

/** More would only wait in the engine, and delay what a user asks for meanwhile. */
const AT_ONCE = 8;
const ATTEMPTS = 3;
const RETRY_MS = 250;

export interface InspectionOptions {
  /** Asks the engine; what it tells is handed to `done`. */
  inspect(id: string, signal: AbortSignal): Promise<unknown>;
  /** Newer than every answer before. Never called for a container that was forgotten meanwhile. */
  done(id: string, answer: unknown): void;
  /** @param last it is not tried again, until something happens to it */
  failed(id: string, error: unknown, last: boolean): void;
}

/**
 * Details that a list does not tell, asked for in the background: an engine may keep an inspection waiting for seconds
 * while it restarts the container (Docker 28.5), and nothing that matters now may wait behind it. One question at a
 * time is asked about a container, so that its answers come in order.
 */
export class Inspections implements Disposable {
  readonly #options: InspectionOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, AbortController>();
  readonly #attempts = new Map<string, number>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  #paused = false;

  constructor(options: InspectionOptions) {
    this.#options = options;
  }

  /** It is known in part; what is known of the rest may be old. */
  complete(id: string): void {
    this.#attempts.delete(id);
    this.#ask(id);
  }

  /** It is gone, or something happened to it: an answer that is under way does not count. */
  forget(id: string): void {
    this.#waiting.delete(id);
    this.#attempts.delete(id);
    clearTimeout(this.#retries.get(id));
    this.#retries.delete(id);
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  /** Until {@link resume}, nothing is asked and no answer is handed out; what was being asked will be asked again. */
  pause(): void {
    this.#paused = true;
    for (const [id, abort] of this.#running) {
      this.#waiting.add(id);
      abort.abort();
    }
    this.#running.clear();
  }

  resume(): void {
    this.#paused = false;
    this.#next();
  }

  dispose(): void {
    this.#paused = true;
    for (const id of new Set([...this.#running.keys(), ...this.#retries.keys()])) this.forget(id);
    this.#waiting.clear();
  }

  #ask(id: string): void {
    this.#waiting.add(id);
    this.#next();
  }

  #next(): void {
    while (!this.#paused && this.#running.size < AT_ONCE) {
      const id = first(this.#waiting, this.#running);
      if (id === undefined) return;
      this.#waiting.delete(id);
      void this.#inspect(id);
    }
  }

  async #inspect(id: string): Promise<void> {
    const abort = new AbortController();
    this.#running.set(id, abort);
    clearTimeout(this.#retries.get(id));
    this.#retries.delete(id);
    try {
      const answer = await this.#options.inspect(id, abort.signal);
      if (!this.#finish(id, abort)) return;
      this.#attempts.delete(id);
      this.#options.done(id, answer);
    } catch (error) {
      if (!this.#finish(id, abort)) return;
      this.#retry(id, error);
    } finally {
      this.#next();
    }
  }

  /** False where another asks by now, or nobody wants to know any more. */
  #finish(id: string, abort: AbortController): boolean {
    if (this.#running.get(id) !== abort) return false;
    this.#running.delete(id);
    return true;
  }

  #retry(id: string, error: unknown): void {
    const attempts = (this.#attempts.get(id) ?? 0) + 1;
    const last = attempts >= ATTEMPTS;
    if (last) this.#attempts.delete(id);
    else {
      this.#attempts.set(id, attempts);
      this.#retries.set(
        id,
        setTimeout(() => {
          this.#retries.delete(id);
          this.#ask(id);
        }, RETRY_MS * attempts),
      );
    }
    this.#options.failed(id, error, last);
  }
}

function first(waiting: ReadonlySet<string>, running: ReadonlyMap<string, unknown>): string | undefined {
  for (const id of waiting) if (!running.has(id)) return id;
  return undefined;
}
