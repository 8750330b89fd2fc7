import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { StackState } from "../../shared/model.ts";
import { StackSelector } from "./select.ts";
import { EMPTY_STORE, reduce, type StackEvent, type StackStore } from "./store.ts";

/** Holds the stacks' state; everything in it follows from the events it was given. */
export class Stacks implements Disposable {
  #store: StackStore = EMPTY_STORE;
  readonly #selector = new StackSelector();
  #selected: readonly StackState[] | undefined;
  readonly #onDidChange = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#onDidChange.event;

  get store(): StackStore {
    return this.#store;
  }

  get selected(): readonly StackState[] {
    this.#selected ??= this.#selector.select(this.#store);
    return this.#selected;
  }

  apply(event: StackEvent): void {
    const next = reduce(this.#store, event);
    if (next === this.#store) return;
    this.#store = next;
    this.#selected = undefined;
    this.#onDidChange.fire();
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}
