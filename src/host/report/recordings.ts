import * as vscode from "vscode";
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

async function untilStopped(stopped: Promise<void>, stop: () => void): Promise<void> {
  const title = vscode.l10n.t(
    "Recording what Docker tells. Bring the trouble about, then press Cancel: the report is shown before anything is saved.",
  );
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (_progress, token) => {
    const cancelled = token.onCancellationRequested(stop);
    await stopped;
    cancelled.dispose();
  });
}

/** To be looked at before it is saved, by the user alone: nothing is written or sent. */
async function show(report: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "jsonl", content: report });
  await vscode.window.showTextDocument(document, { preview: false });
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      "This is the report: what the Docker engine told while it was recorded, with passwords, tokens and keys hidden. It names your containers, images and folders. Read it before you save it or pass it on.",
    ),
  );
}
