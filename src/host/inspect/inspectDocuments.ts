import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";

const SCHEME = "devloop-inspect";

/** What the engine tells of a container, as a read-only document with secrets hidden. */
export class InspectDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(core: CoreProcess) {
    this.#core = core;
  }

  /** Asked for again, the document says what is true now. */
  async show(containerId: string, name: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.json`, query: containerId });
    const open = vscode.workspace.textDocuments.some(
      (document) => document.uri.toString() === uri.toString(),
    );
    const document = await vscode.workspace.openTextDocument(uri);
    if (open) this.#changed.fire(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return this.#core.call("inspect", { containerId: uri.query }, { signal: abort.signal });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
