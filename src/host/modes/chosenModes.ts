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
    const mode = await askMode(stack);
    if (mode !== undefined) await this.remember(stack, mode, core);
    return mode !== undefined;
  }

  async remember(stack: StackState, mode: StackMode, core: CoreProcess): Promise<void> {
    const all = { ...this.all, [stack.id]: mode.id };
    await this.#memory.update(KEY, all);
    await core.call("update", { chosenModes: all });
  }
}

/** @param wanted a mode's label or id; where it names none, the user is asked */
export async function askMode(stack: StackState, wanted?: string): Promise<StackMode | undefined> {
  const named = stack.modes.find((mode) => mode.label === wanted || mode.id === wanted);
  if (named !== undefined) return named;
  const current = activeMode(stack);
  const choices = stack.modes
    .toSorted((left, right) => Number(isDev(right)) - Number(isDev(left)))
    .map((mode) => ({
      label: mode === current ? `$(check) ${mode.label}` : mode.label,
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
