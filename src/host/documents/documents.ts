import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import { DOCUMENT_SCHEMES } from "./uris.ts";

/** Read-only documents of what only the core knows. They say what is true when they are opened. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered = Object.values(DOCUMENT_SCHEMES).map((scheme) =>
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
  );

  constructor(core: CoreProcess) {
    this.#core = core;
  }

  /** Asked for again, the document is read again. */
  async open(uri: vscode.Uri): Promise<vscode.TextDocument> {
    const open = vscode.workspace.textDocuments.some(
      (document) => document.uri.toString() === uri.toString(),
    );
    const document = await vscode.workspace.openTextDocument(uri);
    if (open) this.#changed.fire(uri);
    return document;
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    // A window opens without it.
    const { documentText } = await import("./documentText.ts");
    return documentText(this.#core, uri, abort.signal);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registered, this.#changed).dispose();
  }
}
