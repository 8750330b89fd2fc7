import * as vscode from "vscode";
import { pick } from "../commands/pick.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { readDockerHost } from "../settings.ts";
import type { ChosenContext } from "./chosenContext.ts";
import { contextChoices, contextQuestion } from "./contextChoices.ts";

/** @param wanted a context's name, empty for Docker's own choice; undefined: the user is asked */
export async function chooseContext(
  core: CoreProcess,
  chosen: ChosenContext,
  wanted: string | undefined,
): Promise<void> {
  const name = wanted ?? (await askContext(core, chosen.name));
  if (name === undefined) return;
  await chosen.choose(name);
  await core.call("update", { chosenContext: name });
}

async function askContext(core: CoreProcess, chosen: string): Promise<string | undefined> {
  const dockerHost = readDockerHost();
  const { t } = vscode.l10n;
  const contexts = await core.call("contexts", null);
  return pick(contextChoices(contexts, chosen, dockerHost, t), contextQuestion(dockerHost, t));
}
