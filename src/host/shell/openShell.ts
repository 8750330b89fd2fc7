import * as vscode from "vscode";
import type { ContainerState } from "../../shared/model.ts";
import type { CoreProcess } from "../core/coreProcess.ts";

/** Opens a terminal inside a container. */
export async function openShell(core: CoreProcess, container: ContainerState): Promise<void> {
  const { program, args, env } = await core.call("shell", { containerId: container.id });
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t("{0} shell", container.name),
    shellPath: program,
    shellArgs: [...args],
    env: { ...env },
    iconPath: new vscode.ThemeIcon("terminal"),
    isTransient: true,
  });
  terminal.show();
}
