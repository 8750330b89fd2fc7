import type { Disposable } from "../../shared/disposable.ts";

const ATTEMPTS = 3;
const RETRY_MS = 250;

export interface QuestionOptions<T> {
  /** How many are asked at a time: more would only wait in the engine, and delay what a user asks for meanwhile. */
  readonly atOnce: number;
  /** Asks the engine; what it tells is handed to `done`. */
  ask(subject: string, signal: AbortSignal): Promise<T>;
  /** Newer than every answer before. Never called for a subject that was forgotten meanwhile. */
  done(subject: string, answer: T): void;
  /** @param last it is not tried again, until it is asked for anew */
  failed(subject: string, error: unknown, last: boolean): void;
}

/**
 * What events and lists do not tell, asked for in the background: an engine may keep a question waiting for seconds
 * while it restarts a container (Docker 28.5), and nothing that matters now may wait behind it. One question at a
 * time is asked about a subject, so that its answers come in order.
 */
export class Questions<T> implements Disposable {
  readonly #options: QuestionOptions<T>;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, AbortController>();
  readonly #attempts = new Map<string, number>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  #paused = false;

  constructor(options: QuestionOptions<T>) {
    this.#options = options;
  }

  /** What is known of it may be old. Where it is being asked about, it is asked about once more after that. */
  ask(subject: string): void {
    this.#attempts.delete(subject);
    this.#wait(subject);
  }

  /** Whether an answer is still to come. */
  has(subject: string): boolean {
    return this.#waiting.has(subject) || this.#running.has(subject) || this.#retries.has(subject);
  }

  /** Nobody wants to know it any more, or an answer that is under way would be too old. */
  forget(subject: string): void {
    this.#waiting.delete(subject);
    this.#attempts.delete(subject);
    clearTimeout(this.#retries.get(subject));
    this.#retries.delete(subject);
    this.#running.get(subject)?.abort();
    this.#running.delete(subject);
  }

  /** Until {@link resume}, nothing is asked and no answer is handed out; what was being asked will be asked again. */
  pause(): void {
    this.#paused = true;
    for (const [subject, abort] of this.#running) {
      this.#waiting.add(subject);
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
    for (const subject of new Set([...this.#running.keys(), ...this.#retries.keys()])) this.forget(subject);
    this.#waiting.clear();
  }

  #wait(subject: string): void {
    this.#waiting.add(subject);
    this.#next();
  }

  #next(): void {
    while (!this.#paused && this.#running.size < this.#options.atOnce) {
      const subject = first(this.#waiting, this.#running);
      if (subject === undefined) return;
      this.#waiting.delete(subject);
      void this.#ask(subject);
    }
  }

  async #ask(subject: string): Promise<void> {
    const abort = new AbortController();
    this.#running.set(subject, abort);
    clearTimeout(this.#retries.get(subject));
    this.#retries.delete(subject);
    try {
      const answer = await this.#options.ask(subject, abort.signal);
      if (!this.#finish(subject, abort)) return;
      this.#attempts.delete(subject);
      this.#options.done(subject, answer);
    } catch (error) {
      if (!this.#finish(subject, abort)) return;
      this.#retry(subject, error);
    } finally {
      this.#next();
    }
  }

  /** False where another asks by now, or nobody wants to know any more. */
  #finish(subject: string, abort: AbortController): boolean {
    if (this.#running.get(subject) !== abort) return false;
    this.#running.delete(subject);
    return true;
  }

  #retry(subject: string, error: unknown): void {
    const attempts = (this.#attempts.get(subject) ?? 0) + 1;
    const last = attempts >= ATTEMPTS;
    if (last) this.#attempts.delete(subject);
    else {
      this.#attempts.set(subject, attempts);
      this.#retries.set(
        subject,
        setTimeout(() => {
          this.#retries.delete(subject);
          this.#wait(subject);
        }, RETRY_MS * attempts),
      );
    }
    this.#options.failed(subject, error, last);
  }
}

function first(waiting: ReadonlySet<string>, running: ReadonlyMap<string, unknown>): string | undefined {
  for (const subject of waiting) if (!running.has(subject)) return subject;
  return undefined;
}
