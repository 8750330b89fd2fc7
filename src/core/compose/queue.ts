import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { ActionKind, ActionState } from "../../shared/model.ts";
import type { ActionResult } from "../../shared/protocol.ts";

export interface QueuedAction {
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
}

export interface QueueChange {
  readonly stackId: string;
  /** The first is at work, the others wait; empty: nothing is left to do. */
  readonly actions: readonly ActionState[];
}

interface Entry {
  state: ActionState;
  readonly abort: AbortController;
  readonly begin: () => void;
}

/** Two actions on one stack never interleave: the second waits. Different stacks do not wait for each other. */
export class ActionQueue implements Disposable {
  readonly #queues = new Map<string, Entry[]>();
  readonly #onDidChange = new Emitter<QueueChange>();
  readonly onDidChange: Event<QueueChange> = this.#onDidChange.event;
  readonly #now: () => number;
  #disposed = false;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  actions(stackId: string): readonly ActionState[] {
    return (this.#queues.get(stackId) ?? []).map((entry) => entry.state);
  }

  /**
   * Runs `work` once it is its turn. Aborting `signal` takes a waiting action out of the queue; a running one is
   * told by the signal that it was given, and keeps its place until it has really ended.
   */
  async run(
    stackId: string,
    action: QueuedAction,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<ActionResult>,
  ): Promise<ActionResult> {
    if (this.#disposed || signal.aborted) return { kind: "cancelled" };
    const queue = this.#queues.get(stackId) ?? [];
    this.#queues.set(stackId, queue);
    const turn = Promise.withResolvers<void>();
    const entry: Entry = {
      state: { kind: action.kind, services: action.services, phase: "queued", since: this.#now() },
      abort: new AbortController(),
      begin: turn.resolve,
    };
    const cancel = () => this.#cancel(stackId, entry);
    signal.addEventListener("abort", cancel, { once: true });
    queue.push(entry);
    if (queue[0] === entry) entry.begin();
    else this.#changed(stackId);
    try {
      await turn.promise;
      if (entry.abort.signal.aborted) return { kind: "cancelled" };
      this.#setPhase(stackId, entry, "running");
      return await work(entry.abort.signal);
    } finally {
      signal.removeEventListener("abort", cancel);
      this.#remove(stackId, entry);
    }
  }

  /** Cancels everything, waiting or running, and takes nothing more. */
  dispose(): void {
    this.#disposed = true;
    for (const [stackId, queue] of this.#queues) {
      for (const entry of [...queue]) this.#cancel(stackId, entry);
    }
  }

  #cancel(stackId: string, entry: Entry): void {
    if (entry.abort.signal.aborted) return;
    if (entry.state.phase === "running") this.#setPhase(stackId, entry, "cancelling");
    entry.abort.abort();
    entry.begin();
  }

  #setPhase(stackId: string, entry: Entry, phase: ActionState["phase"]): void {
    entry.state = { ...entry.state, phase, since: phase === "running" ? this.#now() : entry.state.since };
    this.#changed(stackId);
  }

  #remove(stackId: string, entry: Entry): void {
    const queue = this.#queues.get(stackId) ?? [];
    queue.splice(queue.indexOf(entry), 1);
    if (queue.length === 0) this.#queues.delete(stackId);
    queue[0]?.begin();
    this.#changed(stackId);
  }

  #changed(stackId: string): void {
    this.#onDidChange.fire({ stackId, actions: this.actions(stackId) });
  }
}
