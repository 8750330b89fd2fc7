import * as vscode from "vscode";
import type { ServiceState } from "../../shared/model.ts";
import { pickOne } from "../commands/pick.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { ownContainers } from "../status/serviceStatus.ts";
import { portAddresses } from "./addresses.ts";

/** Opens a published port; VS Code forwards it where the extension host is on another machine. */
export async function openInBrowser(core: CoreProcess, service: ServiceState): Promise<void> {
  const choices = portAddresses(ownContainers(service), core.state.app.engine).map((address) => ({
    label: `:${address.published}`,
    description: vscode.l10n.t("port {0} inside", address.target),
    value: address.url,
  }));
  const none = vscode.l10n.t("{0} publishes no port that a browser could open.", service.name);
  const url = await pickOne(choices, vscode.l10n.t("Which port?"), none);
  if (url === undefined) return;
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
