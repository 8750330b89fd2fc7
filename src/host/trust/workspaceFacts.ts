import * as vscode from "vscode";
import type { Trust } from "../../shared/model.ts";
import type { Environment } from "../../shared/protocol.ts";

export function workspaceTrust(): Trust {
  return vscode.workspace.isTrusted ? "trusted" : "untrusted";
}

/** Absolute paths; folders of virtual file systems are no place where compose could run. */
export function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.fsPath);
}

/** Trust is only ever granted while a window is open: withdrawing it reloads the window. */
export function onDidChangeWorkspace(listener: (changes: Partial<Environment>) => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidGrantWorkspaceTrust(() => listener({ trust: workspaceTrust() })),
    vscode.workspace.onDidChangeWorkspaceFolders(() => listener({ folders: workspaceFolders() })),
  );
}
