import type * as vscode from "vscode";
import type { StackMode, StackState } from "../../shared/model.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
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
    // A window opens without it.
    const { askMode } = await import("./askMode.ts");
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
