import type * as vscode from "vscode";
import { decodeLists } from "../decodeLists.ts";

const KEY = "devloop.chosenProfiles";

/** The profiles that the user chose for a stack; remembered for the workspace. */
export class ChosenProfiles {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Stack id → names. */
  get all(): Readonly<Record<string, readonly string[]>> {
    return decodeLists(this.#memory.get<unknown>(KEY));
  }

  /** @param names undefined: Compose's own @returns all that is chosen now */
  async choose(
    stackId: string,
    names: readonly string[] | undefined,
  ): Promise<Readonly<Record<string, readonly string[]>>> {
    const { [stackId]: _before, ...others } = this.all;
    const all = names === undefined ? others : { ...others, [stackId]: names };
    await this.#memory.update(KEY, all);
    return all;
  }
}
