import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import { readHistory } from "./history.ts";

/**
 * Writes the records of all builds of this machine as JSON, where the user says.
 * @param file absolute; absent: the user is asked
 */
export async function exportHistory(core: CoreProcess, file?: string): Promise<void> {
  const records = await readHistory(core);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const title = vscode.l10n.t("Export Build History");
  const uri =
    file === undefined
      ? await vscode.window.showSaveDialog({
          title,
          filters: { JSON: ["json"] },
          ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, "builds.json") }),
        })
      : vscode.Uri.file(file);
  if (uri === undefined) return;
  const text = `${JSON.stringify(records, undefined, 2)}\n`;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = vscode.l10n.t("Open");
  const said = vscode.l10n.t("{0} builds are in {1}.", records.length, vscode.workspace.asRelativePath(uri));
  void vscode.window.showInformationMessage(said, open).then(async (picked) => {
    if (picked === open) await vscode.window.showTextDocument(uri);
  });
}
