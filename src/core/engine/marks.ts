import type { Disposable } from "../../shared/disposable.ts";

/** A request's filter names each id: more of them would make a longer address than servers take. */
const AT_ONCE = 100;

/**
 * Containers that an event said something of, until they have been looked at. All that are marked while a look is
 * under way are looked at together in the next one, so that a burst of events costs two requests, not hundreds; and
 * one look at a time, so that no older answer replaces a newer one.
 */
export class Marks implements Disposable {
  readonly #look: (ids: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly #waiting = new Set<string>();
  #looking: { readonly ids: readonly string[]; readonly abort: AbortController } | undefined;
  #paused = false;

  /** @param look rejects only when its signal aborts; whatever else goes wrong is its own affair */
  constructor(look: (ids: readonly string[], signal: AbortSignal) => Promise<void>) {
    this.#look = look;
  }

  mark(id: string): void {
    this.#waiting.add(id);
    this.#next();
  }

  /** Whether it was marked after the look that is under way had begun. */
  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  forget(id: string): void {
    this.#waiting.delete(id);
  }

  /** Until {@link resume}, nothing is looked at; what was being looked at will be again. */
  pause(): void {
    this.#paused = true;
    for (const id of this.#looking?.ids ?? []) this.#waiting.add(id);
    this.#looking?.abort.abort();
    this.#looking = undefined;
  }

  resume(): void {
    this.#paused = false;
    this.#next();
  }

  dispose(): void {
    this.pause();
    this.#waiting.clear();
  }

  #next(): void {
    if (this.#paused || this.#looking || this.#waiting.size === 0) return;
    const looking = { ids: [...this.#waiting].slice(0, AT_ONCE), abort: new AbortController() };
    this.#looking = looking;
    for (const id of looking.ids) this.#waiting.delete(id);
    const done = () => {
      if (this.#looking !== looking) return;
      this.#looking = undefined;
      this.#next();
    };
    void this.#look(looking.ids, looking.abort.signal).then(done, done);
  }
}
