import * as vscode from "vscode";
import { redactText } from "../core/base/redact.ts";

/** Dev Loop's one log channel. Secrets are hidden in whatever is written to it, whoever writes. */
export class HostLog implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel("Dev Loop", { log: true });
  #ended = false;

  write(level: "debug" | "info" | "warn" | "error", text: string): void {
    // VS Code ends all this without waiting for `deactivate`: the core may have something to say while it ends,
    // and a channel that has been closed throws.
    if (!this.#ended) this.#channel[level](redactText(text));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#ended = true;
    this.#channel.dispose();
  }
}
