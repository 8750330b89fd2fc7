import * as vscode from "vscode";
import { explainEngine } from "../situation/explainEngine.ts";
import { STACK_VIEW } from "../tree/stackView.ts";
import { actionCommands } from "./actionCommands.ts";
import { TargetQuestions } from "./ask.ts";
import { buildCommands } from "./buildCommands.ts";
import { chooseCommands } from "./chooseCommands.ts";
import type { CommandId } from "./commandIds.ts";
import { createParts } from "./createParts.ts";
import { historyCommands } from "./historyCommands.ts";
import { lookCommands } from "./lookCommands.ts";
import type { CommandGround, Handler } from "./parts.ts";
import { sayWhatToDo } from "./sayWhatToDo.ts";

/** Every command and what it does. */
export function commandTable(ground: CommandGround): Record<CommandId, Handler> {
  const parts = createParts(ground);
  const { core, recordings, log } = parts;
  const ask = new TargetQuestions(() => core.state.app);
  return {
    ...actionCommands(parts, ask),
    ...lookCommands(parts, ask),
    ...chooseCommands(parts, ask),
    ...buildCommands(parts, ask),
    ...historyCommands(parts),
    "devloop.whatToDo": (argument) => sayWhatToDo(parts, argument),
    "devloop.showStacks": () => vscode.commands.executeCommand(`${STACK_VIEW}.focus`),
    "devloop.refresh": () => core.call("refresh", null),
    "devloop.recordReport": () => recordings.toggle(),
    "devloop.showLog": () => log.show(),
    "devloop.restartCore": () => core.restart(),
    "devloop.explainEngine": () => explainEngine(core.state.app.engine, log),
  };
}
