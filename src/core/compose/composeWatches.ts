import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { WatchState } from "../../shared/model.ts";
import type { ActionResult } from "../../shared/protocol.ts";

export interface WatchChange {
  readonly stackId: string;
  readonly watch: WatchState;
}

interface Watch {
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** The stacks' `docker compose watch`: one a stack, beside its actions, since it lasts. */
export class ComposeWatches implements Disposable {
  readonly #watches = new Map<string, Watch>();
  readonly #failed = new Set<string>();
  readonly #onDidChange = new Emitter<WatchChange>();
  readonly onDidChange: Event<WatchChange> = this.#onDidChange.event;
  readonly #now: () => number;
  #disposed = false;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Resolves when `work` has ended, which is a failure unless it was told to.
   * @throws Error, in words for the user, where there is one already
   */
  async run(
    stackId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<ActionResult>,
  ): Promise<ActionResult> {
    if (this.#watches.has(stackId)) throw new Error(`docker compose watch of ${stackId} is on already.`);
    if (this.#disposed || signal.aborted) return { kind: "cancelled" };
    const abort = new AbortController();
    const ended = work(AbortSignal.any([signal, abort.signal]));
    this.#watches.set(stackId, { abort, ended });
    this.#set(stackId, { kind: "on", since: this.#now() });
    try {
      const result = lasting(await ended);
      this.#end(stackId, result.kind === "failed" ? result.summary : undefined);
      return result;
    } catch (error) {
      this.#end(stackId, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Resolves when the stack has none any more; that one has failed is then no news either. */
  async end(stackId: string): Promise<void> {
    const watch = this.#watches.get(stackId);
    watch?.abort.abort();
    await watch?.ended.catch(() => {});
    if (this.#failed.has(stackId)) this.#set(stackId, { kind: "off" });
  }

  dispose(): void {
    this.#disposed = true;
    for (const { abort } of this.#watches.values()) abort.abort();
    this.#onDidChange.dispose();
  }

  #end(stackId: string, reason: string | undefined): void {
    this.#watches.delete(stackId);
    this.#set(stackId, reason === undefined ? { kind: "off" } : { kind: "failed", reason });
  }

  #set(stackId: string, watch: WatchState): void {
    if (watch.kind === "failed") this.#failed.add(stackId);
    else this.#failed.delete(stackId);
    this.#onDidChange.fire({ stackId, watch });
  }
}

/** It is to last: that it ended without being told to is a failure, whatever its exit code. */
function lasting(result: ActionResult): ActionResult {
  if (result.kind !== "done") return result;
  return { kind: "failed", summary: "docker compose watch ended by itself and did not say why." };
}
