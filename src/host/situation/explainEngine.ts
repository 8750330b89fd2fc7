import * as vscode from "vscode";
import type { EngineState } from "../../shared/model.ts";
import type { HostLog } from "../hostLog.ts";
import { withoutLinks } from "../outsideText.ts";

/** The whole story, where the view's welcome text only has room for its beginning. Resolves at once. */
export function explainEngine(engine: EngineState, log: HostLog): void {
  if (engine.kind !== "unreachable") {
    void vscode.window.showInformationMessage(vscode.l10n.t("Nothing is known to be wrong with Docker."));
    return;
  }
  void explain(withoutLinks(`${engine.reason} ${engine.advice}`), log);
}

async function explain(message: string, log: HostLog): Promise<void> {
  const openSettings = vscode.l10n.t("Open Settings");
  const choose = vscode.l10n.t("Choose Context");
  const showLog = vscode.l10n.t("Show Log");
  const picked = await vscode.window.showWarningMessage(message, choose, openSettings, showLog);
  if (picked === choose) await vscode.commands.executeCommand("devloop.chooseContext");
  if (picked === showLog) log.show();
  if (picked === openSettings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "devloop.dockerHost");
  }
}
