import * as vscode from "vscode";
import type { EngineProblem, Situation } from "./situation/situation.ts";

/** The context keys that package.json's `when` clauses and `enablement` may name. */
export interface ContextKeys {
  readonly "devloop.situation": Situation;
  readonly "devloop.canAct": boolean;
  readonly "devloop.engineProblem": EngineProblem | undefined;
}

/** Sets context keys, each only when it changes: every call is a message to the window. */
export class ContextKeyRegistry {
  readonly #values = new Map<string, unknown>();

  set<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }
}
