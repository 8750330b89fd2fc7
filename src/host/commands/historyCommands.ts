import * as vscode from "vscode";
import { stackName } from "../actions/actionTitle.ts";
import { isOnlyInOutput } from "../builds/buildChoices.ts";
import { chooseBuild } from "../builds/chooseBuild.ts";
import { exportHistory } from "../builds/exportHistory.ts";
import { showReport } from "../builds/showReport.ts";
import type { CommandId } from "./commandIds.ts";
import { decodeOptions } from "./options.ts";
import type { CommandParts, Handler } from "./parts.ts";

/** The commands about builds that are under way or have ended, whoever started them. */
export function historyCommands({ core, output, buildTerminals, documents }: CommandParts) {
  const { t } = vscode.l10n;
  return {
    "devloop.showBuildOutput": async (argument) => {
      const build = await chooseBuild(core, argument, t("Whose output?"), { live: true, newest: true });
      if (build === undefined) return;
      const stack = isOnlyInOutput(build) && core.state.app.stacks.find(({ id }) => id === build.stackId);
      if (stack) output.channel(stack.id, stackName(stack, t)).show(true);
      else buildTerminals.show(build);
    },
    "devloop.buildHistory": async (argument) => {
      const build = await chooseBuild(core, argument, t("Which build?"), { live: false, newest: false });
      if (build !== undefined) await showReport(documents, build);
    },
    "devloop.exportBuildHistory": async (_argument, options) =>
      exportHistory(core, decodeOptions(options).file),
  } satisfies Partial<Record<CommandId, Handler>>;
}
