import type * as vscode from "vscode";
import type { AppState } from "../../shared/model.ts";
import { liveBuilds } from "../statusBar/liveBuilds.ts";

const SECOND = 1000;

/** Ticks once a second while a build of a known stack is under way: what shows how long it has taken grows old. */
export class BuildClock implements vscode.Disposable {
  readonly #tick: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(tick: () => void) {
    this.#tick = tick;
  }

  /** Called after each change of the state. */
  update({ stacks, builds }: AppState): void {
    const building = liveBuilds(stacks, builds).length > 0;
    if (building === (this.#timer !== undefined)) return;
    if (building) this.#timer = setInterval(this.#tick, SECOND);
    else this.dispose();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
