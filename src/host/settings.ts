import * as vscode from "vscode";
import type { Settings } from "../shared/protocol.ts";

const SECTION = "devloop";

/** What the user set. VS Code leaves a workspace's values of restricted settings out while it is not trusted. */
export function readSettings(): Settings {
  const dockerHost = vscode.workspace.getConfiguration(SECTION).get<unknown>("dockerHost");
  // A hand-written settings.json can hold anything; the core says what is wrong with an address.
  return { dockerHost: typeof dockerHost === "string" ? dockerHost.trim() : "" };
}

export function onDidChangeSettings(listener: (settings: Settings) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener(readSettings());
  });
}
