import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import type { LogSource, LogTerminal } from "./logTerminal.ts";

/** One terminal a service: asked for again, it is shown again. */
export class LogTerminals implements vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #open = new Map<string, { readonly terminal: vscode.Terminal; readonly log: LogTerminal }>();
  readonly #closed = vscode.window.onDidCloseTerminal((terminal) => this.#forget(terminal));

  constructor(core: CoreProcess) {
    this.#core = core;
  }

  async show(source: LogSource): Promise<void> {
    // Before it is looked whether there is one: asked for twice at once, it is opened once.
    const { LogTerminal } = await import("./logTerminal.ts");
    const key = JSON.stringify([source.stackId, source.service]);
    const known = this.#open.get(key);
    if (known?.log.following === true) {
      known.terminal.show();
      return;
    }
    known?.terminal.dispose();
    const log = new LogTerminal(this.#core, source);
    const terminal = vscode.window.createTerminal({
      name: vscode.l10n.t("{0} log", source.service),
      pty: log,
      iconPath: new vscode.ThemeIcon("output"),
      // It has no process that could be brought back with the window.
      isTransient: true,
    });
    this.#open.set(key, { terminal, log });
    terminal.show();
  }

  dispose(): void {
    this.#closed.dispose();
    for (const { terminal } of this.#open.values()) terminal.dispose();
    this.#open.clear();
  }

  #forget(closed: vscode.Terminal): void {
    for (const [key, { terminal, log }] of this.#open) {
      if (terminal !== closed) continue;
      log.close();
      this.#open.delete(key);
    }
  }
}
