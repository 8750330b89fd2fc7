import type * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { decodeLists } from "../decodeLists.ts";
import type { Answer } from "./confirm.ts";

const KEY = "devloop.acceptedCollisions";

/** The folders that share a stack's name, where the user said not to be asked again; remembered for the workspace. */
export class AcceptedCollisions {
  readonly #memory: vscode.Memento;
  readonly #ask: (stack: StackState) => Promise<Answer>;

  constructor(memory: vscode.Memento, ask: (stack: StackState) => Promise<Answer>) {
    this.#memory = memory;
    this.#ask = ask;
  }

  /** True where nothing of another folder's would be touched, or the user lets it be. */
  async allow(stack: StackState): Promise<boolean> {
    const all = decodeLists(this.#memory.get<unknown>(KEY));
    const accepted = new Set(Object.hasOwn(all, stack.id) ? all[stack.id] : []);
    if (stack.collidesWith.every((folder) => accepted.has(folder))) return true;
    const answer = await this.#ask(stack);
    if (answer === "always") {
      for (const folder of stack.collidesWith) accepted.add(folder);
      await this.#memory.update(KEY, { ...all, [stack.id]: [...accepted] });
    }
    return answer !== "no";
  }
}
