import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";

/**
 * What a connection is wanted for. `events`: the one stream that tells what happens. `list`: what is answered from
 * memory and decides what is shown. `details`: what an engine may take seconds for. `log`: held for as long as somebody reads.
 */
export type Purpose = "events" | "list" | "details" | "log";

/** sshd turns away some of those who come while ten have not logged in yet (OpenSSH 9: MaxStartups 10:30:100). */
export const MAX_CONNECTIONS = 8;
/** Of those, one is for events, and one for lists whatever else is asked. */
const MAX_SLOW = MAX_CONNECTIONS - 2;
/** One more stays for details while logs are followed. */
const MAX_LOGS = MAX_SLOW - 1;
/** More would be opened for a moment's work when many containers are asked about, and then wait in vain for more. */
const MAX_DETAILS = 3;
/** A wait that a person would notice. */
const NOTICED_MS = 1_000;

const ORDER: readonly Purpose[] = ["events", "list", "details", "log"];

interface Waiter {
  readonly purpose: Purpose;
  readonly grant: (lease: Disposable) => void;
  noticed: boolean;
}

/** Gives out the few connections that a remote engine is given, so that none of what has to go on waits for a log. */
export class ConnectionLimit {
  readonly #held: Record<Purpose, number> = { events: 0, list: 0, details: 0, log: 0 };
  readonly #waiters = new Set<Waiter>();
  readonly #onDidChangeWaiting = new Emitter<void>();
  readonly onDidChangeWaiting: Event<void> = this.#onDidChangeWaiting.event;

  /** How many have waited for a second or longer. */
  get waiting(): number {
    return [...this.#waiters].filter(({ noticed }) => noticed).length;
  }

  /**
   * Resolves when it is this one's turn; what it gives has to be disposed of. Rejects with the signal's reason.
   * @param onWaiting called once, where the wait takes a second
   */
  async take(purpose: Purpose, signal?: AbortSignal, onWaiting?: () => void): Promise<Disposable> {
    signal?.throwIfAborted();
    if (this.#isFree(purpose)) return this.#lease(purpose);
    const { promise, resolve, reject } = Promise.withResolvers<Disposable>();
    const waiter: Waiter = { purpose, grant: resolve, noticed: false };
    this.#waiters.add(waiter);
    const timer = setTimeout(() => {
      waiter.noticed = true;
      this.#onDidChangeWaiting.fire();
      onWaiting?.();
    }, NOTICED_MS);
    const cancel = () => {
      this.#waiters.delete(waiter);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      this.#waiters.delete(waiter);
      if (waiter.noticed) this.#onDidChangeWaiting.fire();
    }
  }

  #isFree(purpose: Purpose): boolean {
    const { events, list, details, log } = this.#held;
    const slow = details + log;
    switch (purpose) {
      case "events":
        return events < 1;
      case "list":
        return list + slow < MAX_CONNECTIONS - 1;
      case "details":
        return details < MAX_DETAILS && slow < MAX_SLOW && list + slow < MAX_CONNECTIONS - 1;
      case "log":
        return log < MAX_LOGS && slow < MAX_SLOW && list + slow < MAX_CONNECTIONS - 1;
    }
  }

  #lease(purpose: Purpose): Disposable {
    this.#held[purpose]++;
    let held = true;
    return {
      dispose: () => {
        if (!held) return;
        held = false;
        this.#held[purpose]--;
        this.#next();
      },
    };
  }

  #next(): void {
    for (const purpose of ORDER) {
      for (const waiter of this.#waiters) {
        if (waiter.purpose !== purpose || !this.#isFree(purpose)) continue;
        this.#waiters.delete(waiter);
        waiter.grant(this.#lease(purpose));
      }
    }
  }
}
