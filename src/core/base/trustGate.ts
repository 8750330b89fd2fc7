import type { Trust } from "../../shared/model.ts";

/**
 * Whether the workspace may start anything. Asked where processes are started and connections opened,
 * so that no view can forget to ask.
 */
export class TrustGate {
  #trust: Trust = "untrusted";

  get trust(): Trust {
    return this.#trust;
  }

  get trusted(): boolean {
    return this.#trust === "trusted";
  }

  set(trust: Trust): void {
    this.#trust = trust;
  }

  /** Throws with words for the user. */
  require(): void {
    if (!this.trusted) throw new Error("This workspace is not trusted: Dev Loop starts nothing in it.");
  }
}
