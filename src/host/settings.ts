import * as vscode from "vscode";
import type { Settings } from "../shared/protocol.ts";

const SECTION = "devloop";
/** As users write it, and as the core names it where something is wrong with it. */
export const STACKS_SETTING = "devloop.stacks";

/** What the user set. VS Code leaves a workspace's values of restricted settings out while it is not trusted. */
export function readSettings(): Settings {
  const dockerHost = vscode.workspace.getConfiguration(SECTION).get<unknown>("dockerHost");
  // A hand-written settings.json can hold anything; the core says what is wrong with an address.
  return { dockerHost: typeof dockerHost === "string" ? dockerHost.trim() : "", stacks: readStacks() };
}

export function onDidChangeSettings(listener: (settings: Settings) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener(readSettings());
  });
}

/** Each folder may have its own; folders of virtual file systems are no place where compose could run. */
function readStacks(): Settings["stacks"] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => ({
      folder: uri.fsPath,
      value: vscode.workspace.getConfiguration(SECTION, uri).get<unknown>("stacks"),
    }))
    .filter(({ value }) => value !== undefined);
}
