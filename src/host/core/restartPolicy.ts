/** What to do about a core that has crashed. */
export type RestartDecision =
  | { readonly kind: "restart"; readonly afterMs: number }
  | { readonly kind: "giveUp" };

const LIMIT = 5;
const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 250;

/** Restarts later each time; gives up at the fifth crash within a minute. */
export class RestartPolicy {
  #crashes: number[] = [];

  /** @param now ms; any clock that goes forward only */
  crashed(now: number): RestartDecision {
    this.#crashes = [...this.#crashes.filter((time) => now - time < WINDOW_MS), now];
    const count = this.#crashes.length;
    if (count >= LIMIT) return { kind: "giveUp" };
    return { kind: "restart", afterMs: FIRST_DELAY_MS * 2 ** (count - 1) };
  }

  /** The user asked for another try. */
  forget(): void {
    this.#crashes = [];
  }
}
