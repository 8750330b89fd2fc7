import * as vscode from "vscode";
import type { TerminalCommand } from "../../shared/protocol.ts";
import type { ServiceTarget } from "../commands/target.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { explainSplit, splitArguments } from "./splitArguments.ts";

/**
 * Runs a program in a new container of the service, in a terminal.
 * @param given a program and its arguments; undefined: the user is asked
 */
export async function runCommand(
  core: CoreProcess,
  { stack, service }: ServiceTarget,
  given: readonly string[] | undefined,
): Promise<void> {
  const args = given ?? (await askCommand(service.name));
  if (args === undefined) return;
  const command = await core.call("runCommand", { stackId: stack.id, service: service.name, args });
  await runInTerminal(command, `${service.name}: ${args.join(" ")}`);
}

/** A terminal closes with its program, and what it said is gone with it; a task's stays until a key is pressed. */
async function runInTerminal({ program, args, env }: TerminalCommand, name: string): Promise<void> {
  const task = new vscode.Task(
    // One that is the same as another may not run beside it.
    { type: "devloop", serial: serial++ },
    vscode.TaskScope.Workspace,
    name,
    "Dev Loop",
    new vscode.ProcessExecution(program, [...args], { env: { ...env } }),
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.New,
    focus: true,
  };
  await vscode.tasks.executeTask(task);
}

let serial = 0;

async function askCommand(service: string): Promise<readonly string[] | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Run a command in a new container of {0}", service),
    prompt: vscode.l10n.t(
      "A program and its arguments. No shell reads them: for pipes and variables, sh -c '…'",
    ),
    placeHolder: "cargo test --lib",
    validateInput: (text) => explainSplit(splitArguments(text), vscode.l10n.t),
    ignoreFocusOut: true,
  });
  if (typed === undefined) return undefined;
  const split = splitArguments(typed);
  return split.kind === "words" && split.words.length > 0 ? split.words : undefined;
}
