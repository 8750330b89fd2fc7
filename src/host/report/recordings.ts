import type * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";

/** Records what the engine tells, until the user has seen the trouble; one recording at a time. */
export class Recordings implements vscode.Disposable {
  readonly #core: CoreProcess;
  #stop: (() => void) | undefined;

  constructor(core: CoreProcess) {
    this.#core = core;
  }

  /** Starts a recording, or ends the one under way. Resolves once the report of the one it started is shown. */
  async toggle(): Promise<void> {
    if (this.#stop !== undefined) {
      this.#stop();
      return;
    }
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
    this.#stop = stop;
    try {
      // Few ever record a report.
      const { show, untilStopped } = await import("./showReport.ts");
      await this.#core.call("startRecording", null);
      await untilStopped(stopped, stop);
      await show(await this.#core.call("stopRecording", null));
    } finally {
      this.#stop = undefined;
    }
  }

  dispose(): void {
    this.#stop?.();
  }
}
