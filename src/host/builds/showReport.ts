import * as vscode from "vscode";
import type { Documents } from "../documents/documents.ts";
import { buildUri } from "../documents/uris.ts";
import type { ChosenBuild } from "./buildChoices.ts";

/** Shows the report of a build as VS Code draws Markdown; as text where it does not draw it. */
export async function showReport(documents: Documents, { id, title }: ChosenBuild): Promise<void> {
  const uri = buildUri(id, title);
  const document = await documents.open(uri);
  try {
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  } catch {
    // It is of an extension of VS Code's own, which can be turned off.
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
