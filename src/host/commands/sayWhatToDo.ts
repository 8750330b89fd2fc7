import * as vscode from "vscode";
import { openFiles, openPlace } from "../files/openFiles.ts";
import { ownStacks } from "../status/stackStatus.ts";
import { style } from "../tree/style.ts";
import type { Step } from "../whatToDo/steps.ts";
import { whatToDo } from "../whatToDo/whatToDo.ts";
import type { CommandParts } from "./parts.ts";
import { pick } from "./pick.ts";
import { resolveTarget } from "./target.ts";

/** Asks what to do about a service, and does it by the commands that there are, with their questions. */
export async function sayWhatToDo(parts: CommandParts, argument: unknown): Promise<unknown> {
  const { app } = parts.core.state;
  const { engine, stacks } = app;
  if (engine.kind === "unreachable") return vscode.commands.executeCommand("devloop.explainEngine");
  const resolved = resolveTarget(stacks, argument);
  if (resolved.kind === "gone") {
    void vscode.window.showInformationMessage(vscode.l10n.t("It is not there any more."));
    return undefined;
  }
  const target = resolved.kind === "found" ? resolved.target : undefined;
  const { title, question, choices } = whatToDo(ownStacks(stacks), target, app, style());
  if (choices.length === 0) return vscode.commands.executeCommand("devloop.showStacks");
  const step = await pick(choices, question, title);
  return step && take(step, parts);
}

async function take(step: Step, parts: CommandParts): Promise<unknown> {
  switch (step.kind) {
    case "run":
      return vscode.commands.executeCommand(step.command, step.argument);
    case "open":
      return openFiles([step.file]);
    case "openPlace":
      return openPlace(step.place);
    case "reveal":
      return parts.reveal(step.row);
    case "turn":
      return sayWhatToDo(parts, { stackId: step.stackId, service: step.service });
  }
}
