import * as vscode from "vscode";
import type { Place } from "../../shared/model.ts";

export async function openFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

/** Opens a file with the cursor at a place in it. */
export async function openPlace({ file, line, column }: Place): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const at = document.validatePosition(new vscode.Position(line - 1, column - 1));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
