import { type Disposable, toDisposable } from "./disposable.ts";

/** Subscribes a listener; the returned object ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Listeners are called in the order of their subscription, synchronously, after the change they tell of. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener.call(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
