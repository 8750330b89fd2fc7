import * as vscode from "vscode";
import type { ActionKind, ServiceState } from "../../shared/model.ts";
import type { ActionResult } from "../../shared/protocol.ts";
import type { ActionRunner } from "../actions/actionRunner.ts";
import type { StackOutput } from "../actions/stackOutput.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import type { InspectDocuments } from "../inspect/inspectDocuments.ts";
import type { LogTerminals } from "../logs/logTerminals.ts";
import type { ChosenModes } from "../modes/chosenModes.ts";
import { portAddresses } from "../ports/addresses.ts";
import { openInBrowser } from "../ports/openInBrowser.ts";
import { openShell } from "../shell/openShell.ts";
import { explainEngine } from "../situation/explainEngine.ts";
import { isStoppable } from "../status/serviceStatus.ts";
import { STACK_VIEW } from "../tree/stackView.ts";
import { TargetQuestions } from "./ask.ts";
import type { CommandId } from "./commandIds.ts";
import { modeOf, type Target } from "./target.ts";

export interface CommandParts {
  readonly core: CoreProcess;
  readonly actions: ActionRunner;
  readonly output: StackOutput;
  readonly modes: ChosenModes;
  readonly logs: LogTerminals;
  readonly inspect: InspectDocuments;
  readonly log: vscode.LogOutputChannel;
}

/** The first argument names a row ({@link Target}); without one, the user is asked where there is a choice. */
export type Handler = (argument?: unknown, ...more: unknown[]) => unknown;

/** Every command and what it does. */
export function commandTable(parts: CommandParts): Record<CommandId, Handler> {
  const { core, actions, output, modes, logs, inspect, log } = parts;
  const ask = new TargetQuestions(() => core.state.app.stacks);

  const act = async (kind: ActionKind, target: Target | undefined, noCache = false) => {
    if (target === undefined) return undefined;
    const { stack, service } = target;
    if (NEEDS_FILES.has(kind) && !(await modes.ensure(stack, core))) return undefined;
    const result: ActionResult = await actions.run({
      stack,
      kind,
      ...(service === undefined ? {} : { service: service.name }),
      ...(noCache ? { noCache } : {}),
    });
    return result;
  };
  const rebuild = async (argument: unknown, noCache: boolean) =>
    act("rebuild", await ask.stackOrService(argument, (service) => service.buildable), noCache);

  return {
    "devloop.up": async (argument) => act("up", await ask.stack(argument)),
    "devloop.down": async (argument) => act("down", stackOf(await ask.stack(argument))),
    "devloop.start": async (argument) => act("start", await ask.stackOrService(argument, hasContainers)),
    "devloop.stop": async (argument) => act("stop", await ask.stackOrService(argument, isStoppable)),
    "devloop.restart": async (argument) => act("restart", await ask.stackOrService(argument, hasContainers)),
    "devloop.rebuild": (argument) => rebuild(argument, false),
    "devloop.rebuildNoCache": (argument) => rebuild(argument, true),
    "devloop.followLog": async (argument) => {
      const target = await ask.service(argument, () => true, vscode.l10n.t("There is no service."));
      if (target !== undefined) logs.show({ stackId: target.stack.id, service: target.service.name });
    },
    "devloop.shell": async (argument) => {
      const none = vscode.l10n.t("A shell needs a running container, and there is none.");
      const container = await ask.container(argument, ({ status }) => status === "running", none);
      if (container !== undefined) await openShell(core, container);
    },
    "devloop.openInBrowser": async (argument) => {
      const { engine } = core.state.app;
      const fits = ({ containers }: ServiceState) => portAddresses(containers, engine).length > 0;
      const target = await ask.service(argument, fits, vscode.l10n.t("No running service publishes a port."));
      if (target !== undefined) await openInBrowser(core, target.service);
    },
    "devloop.inspect": async (argument) => {
      const container = await ask.container(argument, () => true, vscode.l10n.t("There is no container."));
      if (container !== undefined) await inspect.show(container.id, container.name);
    },
    // A second argument (a mode's label) makes it of use to key bindings and other extensions.
    "devloop.chooseMode": async (argument, wanted) => {
      const target = await ask.stack(argument);
      if (target === undefined) return;
      await modes.choose(target.stack, core, typeof wanted === "string" ? wanted : undefined);
    },
    "devloop.openComposeFile": async (argument) => openComposeFiles(await ask.stack(argument)),
    "devloop.showOutput": async (argument) => {
      const target = await ask.stack(argument);
      if (target !== undefined) output.channel(target.stack.id, target.stack.project).show(true);
    },
    "devloop.showStacks": () => vscode.commands.executeCommand(`${STACK_VIEW}.focus`),
    "devloop.refresh": () => core.call("refresh", null),
    "devloop.showLog": () => log.show(true),
    "devloop.restartCore": () => core.restart(),
    "devloop.explainEngine": () => explainEngine(core.state.app.engine, log),
  };
}

/** What containers there are can be told by the project's name; what they should be, by the files alone. */
const NEEDS_FILES: ReadonlySet<ActionKind> = new Set<ActionKind>(["up", "rebuild"]);

/** Down is the whole stack's, also where it was asked for on a service. */
function stackOf(target: Target | undefined): Target | undefined {
  return target && { stack: target.stack };
}

function hasContainers(service: ServiceState): boolean {
  return service.containers.length > 0;
}

async function openComposeFiles(target: Target | undefined): Promise<void> {
  if (target === undefined) return;
  for (const file of modeOf(target)?.files ?? []) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    await vscode.window.showTextDocument(document, { preview: false });
  }
}
