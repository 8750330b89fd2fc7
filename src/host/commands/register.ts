import * as vscode from "vscode";
import { RpcError } from "../../shared/rpcMessages.ts";
import type { CommandId } from "./commandIds.ts";
import type { Handler } from "./parts.ts";

/** Registers the table; what a handler throws is logged, and said with a way to the log. */
export function registerCommands(
  table: Record<CommandId, Handler>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let ended = false;
  const commands = Object.entries(table).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await handler(...args);
      } catch (error) {
        // What was under way when the window closed: there is nobody to tell, and no log to write to.
        if (ended) return undefined;
        if (!(error instanceof RpcError && error.code === "cancelled")) void sayFailed(id, error, log);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...commands, {
    dispose() {
      ended = true;
    },
  });
}

async function sayFailed(id: string, error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const showLog = vscode.l10n.t("Show Log");
  const message = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show(true);
}
