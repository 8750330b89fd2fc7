import type * as vscode from "vscode";
import { type DevLoop, type DevLoopApi, startDevLoop } from "./host/devLoop.ts";

// VS Code waits for what `deactivate` returns, not for what `dispose` started: only here it can be kept for it.
let devLoop: DevLoop | undefined;

/** Does not wait for the core: the views fill when it has something to say. */
export function activate(context: vscode.ExtensionContext): DevLoopApi {
  devLoop = startDevLoop(context);
  return devLoop.api;
}

/** Resolves when the core has ended, and with it every program and connection that it started. */
export async function deactivate(): Promise<void> {
  await devLoop?.stop();
  devLoop = undefined;
}
