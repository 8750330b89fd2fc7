import type * as vscode from "vscode";

const KEY = "devloop.chosenContext";

/** The Docker context that the user chose here; remembered for the workspace. */
export class ChosenContext {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Empty: none was chosen. */
  get name(): string {
    const stored = this.#memory.get<unknown>(KEY);
    return typeof stored === "string" ? stored : "";
  }

  /** @param name empty: it is as the settings and Docker say */
  async choose(name: string): Promise<void> {
    await this.#memory.update(KEY, name === "" ? undefined : name);
  }
}
