import * as vscode from "vscode";
import type { StackMode, StackState } from "../../shared/model.ts";
import { pickOne } from "../commands/pick.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { activeMode } from "../status/stackStatus.ts";
import { decodeModes } from "./decodeModes.ts";

const KEY = "devloop.chosenModes";

/** Which set of compose files a stack is in, where the user was asked; remembered for the workspace. */
export class ChosenModes {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Stack id → mode id. */
  get all(): Readonly<Record<string, string>> {
    return decodeModes(this.#memory.get<unknown>(KEY));
  }

  /** True once the stack has a mode: known, the only one, or chosen now. */
  async ensure(stack: StackState, core: CoreProcess): Promise<boolean> {
    if (stack.activeMode !== undefined || stack.modes.length < 2) return true;
    return this.choose(stack, core);
  }

  /** @param wanted a mode's label or id; undefined: the user is asked */
  async choose(stack: StackState, core: CoreProcess, wanted?: string): Promise<boolean> {
    const named = stack.modes.find((mode) => mode.label === wanted || mode.id === wanted);
    const mode = named ?? (await askMode(stack));
    if (mode === undefined) return false;
    const all = { ...this.all, [stack.id]: mode.id };
    await this.#memory.update(KEY, all);
    await core.call("update", { chosenModes: all });
    sayWhatRuns(stack, mode);
    return true;
  }
}

async function askMode(stack: StackState): Promise<StackMode | undefined> {
  const choices = stack.modes
    .toSorted((left, right) => Number(isDev(right)) - Number(isDev(left)))
    .map((mode) => ({
      label: mode.label,
      description: mode.files.map((file) => vscode.workspace.asRelativePath(file)).join(", "),
      value: mode,
    }));
  const question = vscode.l10n.t("In which mode should {0} run?", stack.project);
  return pickOne(
    choices,
    question,
    vscode.l10n.t("{0} has no compose files in this workspace.", stack.project),
  );
}

/** What this is for comes first. */
function isDev(mode: StackMode): boolean {
  return /dev|local/i.test(mode.label);
}

/** Containers name the files they were made from, and they are believed first. */
function sayWhatRuns(stack: StackState, chosen: StackMode): void {
  const current = activeMode(stack);
  const created = stack.services.some((service) => service.containers.length > 0);
  if (!created || current === undefined || current.id === chosen.id) return;
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      "{0} was started as {1}. Take it down; the next Up then starts it as {2}.",
      stack.project,
      current.label,
      chosen.label,
    ),
  );
}
