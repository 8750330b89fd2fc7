import * as vscode from "vscode";
import { RpcError } from "../../shared/rpcMessages.ts";
import type { HostLog } from "../hostLog.ts";
import { withoutLinks } from "../outsideText.ts";
import { COMMANDS, type CommandId } from "./commandIds.ts";
import type { Handler } from "./parts.ts";

/**
 * Registers every command; what a handler throws is logged, and said with a way to the log.
 * @param load makes the handlers, at the first command: a window has to open without them
 */
export function registerCommands(
  load: () => Promise<Record<CommandId, Handler>>,
  log: HostLog,
): vscode.Disposable {
  let ended = false;
  let table: Promise<Record<CommandId, Handler>> | undefined;
  // `keys` forgets what it is given the keys of.
  const ids = Object.keys(COMMANDS) as CommandId[];
  const commands = ids.map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        table ??= load();
        return await (await table)[id](...args);
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

async function sayFailed(id: string, error: unknown, log: HostLog): Promise<void> {
  log.write("error", `${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const showLog = vscode.l10n.t("Show Log");
  const message = withoutLinks(error instanceof Error ? error.message : String(error));
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show();
}
