import * as vscode from "vscode";
import type { Place } from "../../shared/model.ts";

/** What a setting names need not be there: it is said in one sentence, and the others are opened. */
export async function openFiles(files: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const file of files) {
    if (!(await isThere(file))) missing.push(vscode.workspace.asRelativePath(file));
    else await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
  }
  if (missing.length === 0) return;
  void vscode.window.showWarningMessage(vscode.l10n.t("There is no file {0}.", missing.join(", ")));
}

/** Shows a setting where the user can change it. */
export async function openSetting(name: string): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", name);
}

export async function isThere(file: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(file));
    return true;
  } catch {
    return false;
  }
}

/** Opens a file with the cursor at a place in it. */
export async function openPlace({ file, line, column }: Place): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const at = document.validatePosition(new vscode.Position(line - 1, column - 1));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
