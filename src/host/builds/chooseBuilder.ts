import * as vscode from "vscode";
import { pickOnceKnown } from "../commands/pick.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { readBuild } from "../settings.ts";
import { builderChoices, builderSetting } from "./builderChoices.ts";

/**
 * Has builds of this workspace go to one of buildx's builders.
 * @param wanted a builder's name, empty for Docker's current one; absent: the user is asked
 * @returns the builder that is set from now on
 */
export async function chooseBuilder(core: CoreProcess, wanted?: string): Promise<string | undefined> {
  const builder = wanted ?? (await askBuilder(core));
  if (builder === undefined) return undefined;
  const settings = vscode.workspace.getConfiguration("devloop");
  const value = builderSetting(builder, settings.inspect("build.builder")?.globalValue);
  await settings.update("build.builder", value, vscode.ConfigurationTarget.Workspace);
  return builder;
}

function askBuilder(core: CoreProcess): Promise<string | undefined> {
  const choices = async () =>
    builderChoices(await core.call("builders", null), readBuild().builder, vscode.l10n.t);
  const question = vscode.l10n.t("Which builder should this workspace's images be built by?");
  return pickOnceKnown(choices(), question, vscode.l10n.t("buildx has no builder."));
}
