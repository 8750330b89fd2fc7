import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import type { ChosenBuild } from "./buildChoices.ts";
import { BuildTerminal } from "./buildTerminal.ts";

/** One terminal a build: asked for again, it is shown again. */
export class BuildTerminals implements vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #open = new Map<string, { readonly terminal: vscode.Terminal; readonly output: BuildTerminal }>();
  readonly #closed = vscode.window.onDidCloseTerminal((terminal) => this.#forget(terminal));

  constructor(core: CoreProcess) {
    this.#core = core;
  }

  show({ id, title }: ChosenBuild): void {
    const known = this.#open.get(id);
    if (known !== undefined) {
      known.terminal.show();
      return;
    }
    const output = new BuildTerminal(this.#core, id);
    const terminal = vscode.window.createTerminal({
      name: vscode.l10n.t("{0} build", title),
      pty: output,
      iconPath: new vscode.ThemeIcon("tools"),
      // It has no process that could be brought back with the window.
      isTransient: true,
    });
    this.#open.set(id, { terminal, output });
    terminal.show();
  }

  dispose(): void {
    this.#closed.dispose();
    for (const { terminal } of this.#open.values()) terminal.dispose();
    this.#open.clear();
  }

  #forget(closed: vscode.Terminal): void {
    for (const [id, { terminal, output }] of this.#open) {
      if (terminal !== closed) continue;
      output.close();
      this.#open.delete(id);
    }
  }
}
