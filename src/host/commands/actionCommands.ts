import * as vscode from "vscode";
import type { ActionKind } from "../../shared/model.ts";
import { actor, type Manner } from "./act.ts";
import type { TargetQuestions } from "./ask.ts";
import type { CommandId } from "./commandIds.ts";
import { confirm } from "./confirm.ts";
import { FITS, type Fits, isRemovable } from "./fits.ts";
import { decodeOptions } from "./options.ts";
import type { CommandParts, Handler } from "./parts.ts";
import {
  asksBeforeRemoval,
  downElsewhereQuestion,
  downVolumesQuestion,
  removeQuestion,
} from "./questions.ts";

/** The commands that have Compose or the engine do something. They resolve with how it ended. */
export function actionCommands(parts: CommandParts, ask: TargetQuestions) {
  const act = actor(parts);
  const { t } = vscode.l10n;

  const onStack =
    (kind: ActionKind, fits: Fits, none: string, manner?: Manner): Handler =>
    async (argument, options) =>
      act(kind, await ask.stack(argument, fits, none), decodeOptions(options), manner);
  const onAny =
    (kind: ActionKind, fits: Fits, none: string, manner?: Manner): Handler =>
    async (argument, options) =>
      act(kind, await ask.stackOrService(argument, fits, none), decodeOptions(options), manner);

  const noFiles = t("There is no stack whose compose files are known here.");
  const noneBuilds = t("No service has a build section.");
  return {
    "devloop.up": onStack("up", FITS.files, noFiles),
    "devloop.upBuild": onStack("up", FITS.buildable, noneBuilds, { build: true }),
    "devloop.upWait": onStack("up", FITS.files, noFiles, { wait: true }),
    "devloop.start": onAny("start", FITS.startable, t("No container is stopped.")),
    "devloop.stop": onAny("stop", FITS.stoppable, t("No container is running.")),
    "devloop.restart": onAny("restart", FITS.created, t("There is no container.")),
    "devloop.recreate": onAny("recreate", FITS.recreatable, t("There is no container to make anew.")),
    "devloop.rebuild": onAny("rebuild", FITS.buildable, noneBuilds),
    "devloop.rebuildNoCache": onAny("rebuild", FITS.buildable, noneBuilds, { noCache: true }),
    "devloop.pull": onAny("pull", FITS.declared, noFiles),
    "devloop.kill": onAny("kill", FITS.stoppable, t("No container is running.")),
    "devloop.pause": onAny("pause", FITS.running, t("No container is running.")),
    "devloop.unpause": onAny("unpause", FITS.paused, t("No container is paused.")),
    // Down is the whole stack's, also where it was asked for on a service.
    "devloop.down": async (argument, options) => {
      const target = await ask.stack(argument, FITS.created, t("There is no container."));
      if (target === undefined) return undefined;
      const { stack } = target;
      const decoded = decodeOptions(options);
      if (stack.origin === "elsewhere") {
        const answer = await confirm(downElsewhereQuestion(stack, t), decoded.confirmed);
        if (answer === "no") return undefined;
      }
      return act("down", { stack }, decoded);
    },
    "devloop.downVolumes": async (argument, options) => {
      const target = await ask.stack(argument, FITS.hasVolumes, t("There is no stack."));
      if (target === undefined) return undefined;
      const { stack } = target;
      const decoded = decodeOptions(options);
      const answer = await confirm(downVolumesQuestion(stack, t), decoded.confirmed);
      return answer === "no" ? undefined : act("down", { stack }, decoded, { volumes: true });
    },
    "devloop.remove": async (argument, options) => {
      const none = t(
        "There is no container that belongs to no stack, was left behind, or was made for one run.",
      );
      const target = await ask.container(argument, isRemovable, none);
      if (target === undefined) return undefined;
      const { stack, service, container } = target;
      const decoded = decodeOptions(options);
      if (asksBeforeRemoval(container, stack)) {
        const answer = await confirm(removeQuestion(container, stack, t), decoded.confirmed);
        if (answer === "no") return undefined;
      }
      return act("down", { stack, service }, decoded, { containerIds: [container.id] });
    },
  } satisfies Partial<Record<CommandId, Handler>>;
}
