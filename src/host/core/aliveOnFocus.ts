import * as vscode from "vscode";
import type { CoreProcess } from "./coreProcess.ts";

/** Whoever comes back to the window, after a night's sleep perhaps, sees what is, not what was. */
export function checkAliveOnFocus(core: CoreProcess): vscode.Disposable {
  return vscode.window.onDidChangeWindowState(({ focused }) => {
    if (!focused || core.state.app.engine.kind !== "connected") return;
    // Whatever there is to say of the engine, the state says it.
    core.call("checkAlive", null).catch(() => {});
  });
}
