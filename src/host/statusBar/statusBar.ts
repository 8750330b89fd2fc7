import * as vscode from "vscode";
import type { CoreState } from "../core/coreState.ts";
import type { Situation } from "../situation/situation.ts";
import { style } from "../tree/style.ts";
import { LINKED_COMMANDS, presentStatusBar, type StatusBarText } from "./present.ts";

/** The one item, on the left; a click says what to do. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #shown: string | undefined;

  constructor() {
    this.#item = vscode.window.createStatusBarItem("devloop.status", vscode.StatusBarAlignment.Left, 10);
    this.#item.name = "Dev Loop";
    this.#item.command = "devloop.whatToDo";
  }

  update(state: CoreState, situation: Situation): void {
    const next = presentStatusBar(state, situation, style());
    const key = JSON.stringify(next);
    if (key === this.#shown) return;
    this.#shown = key;
    if (next === undefined) this.#item.hide();
    else this.#show(next);
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show({ text, tooltip, background, accessibilityLabel }: StatusBarText): void {
    const markdown = new vscode.MarkdownString(tooltip);
    markdown.isTrusted = { enabledCommands: LINKED_COMMANDS };
    this.#item.text = text;
    this.#item.tooltip = markdown;
    this.#item.accessibilityInformation = { label: accessibilityLabel };
    this.#item.backgroundColor = background && new vscode.ThemeColor(`statusBarItem.${background}Background`);
    this.#item.show();
  }
}
