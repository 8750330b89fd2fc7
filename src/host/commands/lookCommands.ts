import * as vscode from "vscode";
import type { ServiceState } from "../../shared/model.ts";
import { stackName } from "../actions/actionTitle.ts";
import { inspectUri } from "../documents/uris.ts";
import { isThere, openFiles, openPlace, openSetting } from "../files/openFiles.ts";
import { portAddresses } from "../ports/addresses.ts";
import { openInBrowser } from "../ports/openInBrowser.ts";
import { STACKS_SETTING } from "../settings.ts";
import { openShell } from "../shell/openShell.ts";
import { runCommand } from "../shell/runCommand.ts";
import type { TargetQuestions } from "./ask.ts";
import type { CommandId } from "./commandIds.ts";
import { FITS } from "./fits.ts";
import { decodeOptions } from "./options.ts";
import type { CommandParts, Handler } from "./parts.ts";
import { modeOf } from "./target.ts";

/** The commands that show what is there, or lead into it. */
export function lookCommands({ core, output, logs, documents }: CommandParts, ask: TargetQuestions) {
  const { t } = vscode.l10n;
  const noContainer = t("There is no container.");
  return {
    "devloop.followLog": async (argument) => {
      const target = await ask.service(argument, FITS.anyService, t("There is no service."));
      if (target !== undefined) await logs.show({ stackId: target.stack.id, service: target.service.name });
    },
    "devloop.shell": async (argument) => {
      const none = t("A shell needs a running container, and there is none.");
      const target = await ask.container(argument, ({ status }) => status === "running", none);
      if (target !== undefined) await openShell(core, target.container);
    },
    "devloop.runCommand": async (argument, options) => {
      const none = t("There is no service whose compose files are known here.");
      const target = await ask.service(argument, FITS.declared, none);
      if (target !== undefined) await runCommand(core, target, decodeOptions(options).command);
    },
    "devloop.openInBrowser": async (argument) => {
      const { engine } = core.state.app;
      const service = ({ containers }: ServiceState) => portAddresses(containers, engine).length > 0;
      const fits = { stack: () => true, service };
      const target = await ask.service(argument, fits, t("No running service publishes a port."));
      if (target !== undefined) await openInBrowser(core, target.service);
    },
    "devloop.inspect": async (argument) => {
      const target = await ask.container(argument, () => true, noContainer);
      if (target !== undefined) {
        const document = await documents.open(inspectUri(target.container.id, target.container.name));
        await vscode.window.showTextDocument(document, { preview: true });
      }
    },
    "devloop.copyId": async (argument) => {
      const target = await ask.container(argument, () => true, noContainer);
      if (target !== undefined) await vscode.env.clipboard.writeText(target.container.id);
    },
    "devloop.copyName": async (argument) => {
      const target = await ask.container(argument, () => true, noContainer);
      if (target !== undefined) await vscode.env.clipboard.writeText(target.container.name);
    },
    "devloop.revealService": async (argument) => {
      const none = t("There is no service whose compose files are known here.");
      const target = await ask.service(argument, FITS.declared, none);
      if (target === undefined) return;
      const { stack, service } = target;
      const place = await core.call("findService", { stackId: stack.id, service: service.name });
      if (place !== null) await openPlace(place);
      else {
        const text = t("The compose files of {0} do not name {1}.", stack.project, service.name);
        void vscode.window.showInformationMessage(text);
      }
    },
    "devloop.openComposeFile": async (argument) => {
      const target = await ask.stack(argument, FITS.files, t("There is no compose file."));
      const mode = target && modeOf(target);
      // A problem's row is about the one place, not about all the files.
      const place = mode?.problemPlace;
      if (place !== undefined && (await isThere(place.file))) await openPlace(place);
      else if (mode?.problem?.includes(STACKS_SETTING) === true) await openSetting(STACKS_SETTING);
      else await openFiles(mode?.files ?? []);
    },
    "devloop.showOutput": async (argument) => {
      const target = await ask.stack(argument, FITS.anyService, t("There is no stack."));
      if (target !== undefined) output.channel(target.stack.id, stackName(target.stack, t)).show(true);
    },
  } satisfies Partial<Record<CommandId, Handler>>;
}
