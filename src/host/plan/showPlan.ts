import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import type { UpPlan } from "../../shared/protocol.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { changesNothing, nothingText, type PlanItem, planItems, planSource, planTitle } from "./planItems.ts";

/** Asks the core what Up would do; a dry run takes a moment, and can be cancelled. */
export async function askPlan(core: CoreProcess, stack: StackState, modeId?: string): Promise<UpPlan> {
  const title = vscode.l10n.t("{0}: asking Compose what Up would do", stack.project);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => abort.abort());
    const params = { stackId: stack.id, ...(modeId === undefined ? {} : { modeId }) };
    try {
      return await core.call("planUp", params, { signal: abort.signal });
    } finally {
      cancelled.dispose();
    }
  });
}

/** Shows a plan and returns at once: what the user picks in it is a command of its own. */
export function showPlan(stack: StackState, plan: UpPlan): void {
  const { t } = vscode.l10n;
  if (changesNothing(plan)) {
    void vscode.window.showInformationMessage(nothingText(stack, plan, t));
    return;
  }
  const pick = vscode.window.createQuickPick<PlanItem & vscode.QuickPickItem>();
  pick.title = planTitle(stack, t);
  pick.placeholder = planSource(plan, t);
  pick.items = planItems(plan, t);
  pick.matchOnDescription = true;
  pick.onDidAccept(() => {
    const [picked] = pick.activeItems;
    pick.hide();
    if (picked !== undefined) void carryOut(stack.id, picked.value);
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
}

async function carryOut(stackId: string, value: PlanItem["value"]): Promise<void> {
  switch (value.kind) {
    case "up":
      await vscode.commands.executeCommand("devloop.up", { stackId });
      return;
    case "service":
      await vscode.commands.executeCommand("devloop.revealService", { stackId, service: value.service });
      return;
    case "orphan":
      await vscode.commands.executeCommand("devloop.inspect", { stackId, service: value.service });
      return;
  }
}
