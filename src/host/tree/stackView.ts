import * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import type { CoreChange } from "../core/coreState.ts";
import { viewMessage } from "../situation/message.ts";
import type { Situation } from "../situation/situation.ts";
import { countAttention } from "../status/stackStatus.ts";
import type { Node } from "./nodes.ts";
import type { StackTree } from "./stackTree.ts";
import { style } from "./style.ts";

export const STACK_VIEW = "devloop.stacks";

/** What surrounds the rows: the message above them, the badge, and progress while nothing is known yet. */
export class StackView implements vscode.Disposable {
  readonly #view: vscode.TreeView<Node>;
  readonly #tree: StackTree;
  readonly #core: CoreProcess;
  readonly #situation: () => Situation;
  readonly #owned: vscode.Disposable[] = [];
  #endProgress: (() => void) | undefined;

  constructor(tree: StackTree, core: CoreProcess, situation: () => Situation) {
    this.#tree = tree;
    this.#core = core;
    this.#situation = situation;
    this.#view = vscode.window.createTreeView(STACK_VIEW, { treeDataProvider: tree, showCollapseAll: true });
    this.#owned.push(
      this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => visible && tree.refreshAfterMidnight()),
    );
    this.#surround();
  }

  update(change: CoreChange): void {
    this.#tree.update(change);
    this.#surround();
  }

  async reveal(row: Node): Promise<void> {
    await this.#view.reveal(this.#tree.known(row), { select: true, focus: true });
  }

  dispose(): void {
    this.#endProgress?.();
    vscode.Disposable.from(...this.#owned).dispose();
  }

  #surround(): void {
    const situation = this.#situation();
    const { state } = this.#core;
    const message = viewMessage(state, situation, vscode.l10n.t) ?? "";
    if ((this.#view.message ?? "") !== message) this.#view.message = message;
    this.#showBadge(situation === "stacks" ? countAttention(state.app, style()) : 0);
    this.#showProgress(situation === "starting");
  }

  #showBadge(value: number): void {
    if ((this.#view.badge?.value ?? 0) === value) return;
    this.#view.badge =
      value === 0
        ? undefined
        : { value, tooltip: vscode.l10n.t("Services and compose files that need attention: {0}", value) };
  }

  #showProgress(working: boolean): void {
    if (working === (this.#endProgress !== undefined)) return;
    this.#endProgress?.();
    this.#endProgress = undefined;
    if (!working) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endProgress = resolve;
    void vscode.window.withProgress({ location: { viewId: STACK_VIEW } }, () => promise);
  }
}
