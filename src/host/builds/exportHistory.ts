import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import { readHistory } from "./history.ts";

/**
 * Writes the records of all builds of this machine as JSON, where the user says, and opens the file.
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
  await vscode.window.showTextDocument(uri);
}
