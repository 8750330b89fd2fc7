import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { chooseContext } from "../contexts/chooseContext.ts";
import { askMode } from "../modes/askMode.ts";
import { replacesContainers } from "../modes/switchMode.ts";
import { askPlan, showPlan } from "../plan/showPlan.ts";
import { askProfiles } from "../profiles/askProfiles.ts";
import { actor } from "./act.ts";
import type { TargetQuestions } from "./ask.ts";
import type { CommandId } from "./commandIds.ts";
import { confirm } from "./confirm.ts";
import { FITS } from "./fits.ts";
import { decodeOptions } from "./options.ts";
import type { CommandParts, Handler } from "./parts.ts";
import { switchQuestion } from "./questions.ts";

/** The commands that decide how a stack is to run: in which mode, with which profiles, on which engine. */
export function chooseCommands(parts: CommandParts, ask: TargetQuestions) {
  const { core, modes, profiles, context, watches } = parts;
  const act = actor(parts);
  const { t } = vscode.l10n;
  return {
    "devloop.chooseMode": async (argument, options) => {
      const target = await ask.stack(argument, FITS.modes, t("No stack has more than one mode."));
      if (target === undefined) return undefined;
      const { stack } = target;
      const decoded = decodeOptions(options);
      const mode = await askMode(stack, decoded.mode);
      if (mode === undefined) return undefined;
      if (!replacesContainers(stack, mode)) {
        await modes.remember(stack, mode, core);
        return undefined;
      }
      const question = switchQuestion(stack, mode, await askPlan(core, stack, mode.id), t);
      if (question !== undefined && (await confirm(question, decoded.confirmed)) === "no") return undefined;
      await modes.remember(stack, mode, core);
      return act("up", { stack }, decoded, { modeId: mode.id });
    },
    "devloop.chooseProfiles": async (argument, options) => {
      const none = t("No compose file of this workspace names a profile.");
      const target = await ask.stack(argument, FITS.profiles, none);
      if (target === undefined) return;
      const { stack } = target;
      const given = decodeOptions(options).profiles;
      const choice = given === undefined ? await askProfiles(stack) : { names: given ?? undefined };
      if (choice === undefined) return;
      const chosenProfiles = await profiles.choose(stack.id, choice.names);
      await core.call("update", { chosenProfiles });
      if (stack.running > 0) void offerUp(stack);
    },
    "devloop.chooseContext": async (_argument, options) =>
      chooseContext(core, context, decodeOptions(options).context),
    "devloop.planUp": async (argument) => {
      const none = t("There is no stack whose compose files are known here.");
      const target = await ask.stack(argument, FITS.files, none);
      if (target === undefined || !(await modes.ensure(target.stack, core))) return undefined;
      const plan = await askPlan(core, target.stack);
      showPlan(target.stack, plan);
      return plan;
    },
    "devloop.watchOn": async (argument) => {
      const none = t(
        "There is nothing to watch: no running stack has a service with a develop.watch section, or it is watched already.",
      );
      const target = await ask.stack(argument, FITS.watchable, none);
      if (target !== undefined && (await modes.ensure(target.stack, core))) watches.start(target.stack);
    },
    "devloop.watchOff": async (argument) => {
      const target = await ask.stack(argument, FITS.watching, t("No stack is watched."));
      if (target !== undefined) await watches.stop(target.stack.id);
    },
  } satisfies Partial<Record<CommandId, Handler>>;
}

/** What runs goes on with the profiles that it was started with. */
async function offerUp(stack: StackState): Promise<void> {
  const up = vscode.l10n.t("Up");
  const text = vscode.l10n.t(
    "{0} runs as it was started. Up puts the chosen profiles to work.",
    stack.project,
  );
  if ((await vscode.window.showInformationMessage(text, up)) !== up) return;
  await vscode.commands.executeCommand("devloop.up", { stackId: stack.id });
}
