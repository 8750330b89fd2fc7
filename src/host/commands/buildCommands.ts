import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { chooseBuilder } from "../builds/chooseBuilder.ts";
import { askMode } from "../modes/askMode.ts";
import { verifyBytes } from "../verify/verifyBytes.ts";
import { actor, type Manner } from "./act.ts";
import type { TargetQuestions } from "./ask.ts";
import type { CommandId } from "./commandIds.ts";
import { FITS, type Fits } from "./fits.ts";
import { decodeOptions } from "./options.ts";
import type { CommandParts, Handler } from "./parts.ts";

/** The commands that make images and leave the containers as they are, and the one that looks into what was made. */
export function buildCommands(parts: CommandParts, ask: TargetQuestions) {
  const act = actor(parts);
  const { t } = vscode.l10n;
  const none = t("No service has a build section.");
  const build =
    (manner?: Manner): Handler =>
    async (argument, options) =>
      act("build", await ask.stackOrService(argument, FITS.buildable, none), decodeOptions(options), manner);
  return {
    "devloop.build": build(),
    "devloop.buildNoCache": build({ noCache: true }),
    "devloop.buildStamped": build({ stampAll: true }),
    "devloop.buildMode": async (argument, options) => {
      const without = t("No stack that is built here has more than one mode.");
      const target = await ask.stackOrService(argument, WITH_MODES, without);
      if (target === undefined) return undefined;
      const decoded = decodeOptions(options);
      const question = t("In which mode should {0} be built?", target.stack.project);
      const mode = await askMode(target.stack, decoded.mode, question);
      return mode && act("build", target, decoded, { modeId: mode.id });
    },
    "devloop.chooseBuilder": async (_argument, options) =>
      chooseBuilder(parts.core, decodeOptions(options).builder),
    "devloop.verifyBytes": async (argument, options) => {
      const target = await ask.service(
        argument,
        FITS.verifiable,
        t("No service that is built here has a container."),
      );
      return target && verifyBytes(parts, target, decodeOptions(options).file);
    },
  } satisfies Partial<Record<CommandId, Handler>>;
}

const hasModes = ({ modes }: StackState) => modes.length > 1;

const WITH_MODES: Fits = {
  stack: (stack) => hasModes(stack) && FITS.buildable.stack(stack),
  service: (service, stack) => hasModes(stack) && FITS.buildable.service(service, stack),
};
