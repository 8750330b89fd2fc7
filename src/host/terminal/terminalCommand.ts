import path from "node:path";
import * as vscode from "vscode";
import type { HostLog } from "../hostLog.ts";

/**
 * Puts `devloop` on the PATH of the editor's terminals, once the workspace is trusted. That starts nothing; but what is
 * typed there counts as trusted (see the CLI), and a folder opened in Restricted Mode should not come to that by habit.
 */
export class TerminalCommand implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: HostLog;
  readonly #granted: vscode.Disposable;
  #ready: Promise<void>;

  constructor(context: vscode.ExtensionContext, log: HostLog) {
    this.#context = context;
    this.#log = log;
    this.#ready = this.#apply();
    this.#granted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.#ready = this.#apply();
    });
  }

  /** Resolves when terminals that are opened from then on have the command, or are not to have it. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  dispose(): void {
    this.#granted.dispose();
  }

  async #apply(): Promise<void> {
    const { environmentVariableCollection: variables, globalStorageUri, extensionUri } = this.#context;
    if (!vscode.workspace.isTrusted) {
      variables.clear();
      return;
    }
    // Beside the extension, not in it: the folder stays where it is when an update moves the extension.
    const folder = path.join(globalStorageUri.fsPath, "bin");
    const programs = {
      node: process.execPath,
      cli: vscode.Uri.joinPath(extensionUri, "dist", "cli.js").fsPath,
    };
    try {
      const [{ launchers }, { writeLaunchers }] = await Promise.all([
        import("./launchers.ts"),
        import("./writeLaunchers.ts"),
      ]);
      await writeLaunchers(folder, launchers(programs, process.env));
      variables.persistent = true;
      variables.description = vscode.l10n.t("Dev Loop: the command `devloop` tells what runs.");
      variables.prepend("PATH", folder + path.delimiter);
    } catch (error) {
      this.#log.write("warn", `The command devloop is not on the PATH of terminals: ${String(error)}`);
    }
  }
}
