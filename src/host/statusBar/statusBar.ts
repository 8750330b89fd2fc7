import * as vscode from "vscode";
import type { AppState } from "../../shared/model.ts";
import type { CoreState } from "../core/coreState.ts";
import type { Situation } from "../situation/situation.ts";
import { style } from "../tree/style.ts";
import { presentStatusBar, type StatusBarText } from "./present.ts";

/** Nobody has read it sooner, and a window opens without it. */
const TOOLTIP_MS = 800;

/** The one item, on the left; a click says what to do, or shows the output of the build under way. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #shown: string | undefined;
  #tooltip: string | undefined;
  /** What the tooltip will be made from. */
  #latest: { readonly app: AppState; readonly text: StatusBarText } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#item = vscode.window.createStatusBarItem("devloop.status", vscode.StatusBarAlignment.Left, 10);
    this.#item.name = "Dev Loop";
  }

  update(state: CoreState, situation: Situation): void {
    const next = presentStatusBar(state, situation, style());
    this.#latest = next && { app: state.app, text: next };
    if (next !== undefined) this.#timer ??= setTimeout(() => void this.#showTooltip(), TOOLTIP_MS);
    const { service: _service, ...drawn } = next ?? {};
    const key = JSON.stringify(drawn);
    if (key === this.#shown) return;
    this.#shown = key;
    if (next === undefined) this.#item.hide();
    else this.#show(next);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#latest = undefined;
    this.#item.dispose();
  }

  #show({ text, background, accessibilityLabel, build }: StatusBarText): void {
    this.#item.command =
      build === undefined
        ? "devloop.whatToDo"
        : { command: "devloop.showBuildOutput", title: "", arguments: [{ build }] };
    this.#item.text = text;
    this.#item.accessibilityInformation = { label: accessibilityLabel };
    this.#item.backgroundColor = background && new vscode.ThemeColor(`statusBarItem.${background}Background`);
    this.#item.show();
  }

  async #showTooltip(): Promise<void> {
    const { LINKED_COMMANDS, statusTooltip } = await import("./tooltip.ts");
    this.#timer = undefined;
    if (this.#latest === undefined) return;
    const { app, text } = this.#latest;
    const tooltip = statusTooltip(app, text.service, style());
    if (tooltip === this.#tooltip) return;
    this.#tooltip = tooltip;
    const markdown = new vscode.MarkdownString(tooltip);
    markdown.isTrusted = { enabledCommands: LINKED_COMMANDS };
    this.#item.tooltip = markdown;
  }
}
