import * as vscode from "vscode";
import type { AppState } from "../../shared/model.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import type { CoreChange } from "../core/coreState.ts";
import type { Situation } from "../situation/situation.ts";
import { dayOf } from "../times.ts";
import { changedNodes } from "./changes.ts";
import { childNodes, isThere, type Node, nodeId, parentNode } from "./nodes.ts";
import { presentNode } from "./present.ts";
import type { Row } from "./row.ts";
import { style } from "./style.ts";

const COLLAPSIBLE: Record<Row["collapsible"], vscode.TreeItemCollapsibleState> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

/** Time enough to bring a tooltip up, and to read it. */
const HOVER_MS = 4_500;
const READING_MS = 10_000;

/** Stacks → services → containers, and groups of what else is on the engine. present.ts makes the rows. */
export class StackTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #situation: () => Situation;
  /** VS Code knows a row by the object that it was given: one object a row, as long as the row lives. */
  readonly #nodes = new Map<string, Node>();
  /** To look for what is gone takes longer than a change of one row in a thousand may: it waits for enough of it. */
  #pruneAbove = 0;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #shown = false;
  #day = "";
  /** Until then rows stand still for the clock's sake: a tooltip ends when its row is drawn again. */
  #stillUntil = 0;

  /** @param situation what the view is about; rows are shown in `stacks` only, so that a welcome text fits elsewhere */
  constructor(core: CoreProcess, situation: () => Situation) {
    this.#core = core;
    this.#situation = situation;
  }

  /** Called after each change, and when the situation may have changed. */
  update({ previous, state, patches }: CoreChange): void {
    const shown = this.#situation() === "stacks";
    const wasShown = this.#shown;
    this.#shown = shown;
    if (shown !== wasShown) this.refresh();
    if (!shown || !wasShown) return;
    const changes = changedNodes(previous.app, state.app, patches, style());
    if (changes === "everything") this.refresh();
    else if (changes.length > 0) {
      if (this.#nodes.size > this.#pruneAbove) this.#prune();
      this.#changed.fire(changes.map((node) => this.known(node)));
    }
  }

  refresh(): void {
    this.#prune();
    this.#changed.fire(undefined);
  }

  /** What is being built tells how long it has taken. */
  refreshBuilding(): void {
    if (!this.#shown || Date.now() < this.#stillUntil) return;
    this.#stillUntil = Date.now() + HOVER_MS;
    const { stacks, builds } = this.#app;
    const rows = builds.live.flatMap(({ stackId, services }) =>
      services.map((service): Node => ({ kind: "service", stackId: stackId ?? "", service })),
    );
    const shown = rows.filter((row) => isThere(stacks, row));
    if (shown.length > 0) this.#changed.fire(shown.map((row) => this.known(row)));
  }

  /** "since 10:41" names no day: what was written yesterday is written again. */
  refreshAfterMidnight(): void {
    const { times } = style();
    const day = dayOf(times.now, times);
    if (this.#day !== "" && this.#day !== day) this.refresh();
    this.#day = day;
  }

  getChildren(parent?: Node): Node[] {
    this.#shown = this.#situation() === "stacks";
    if (!this.#shown) return [];
    return childNodes(this.#app.stacks, parent).map((node) => this.known(node));
  }

  getParent(node: Node): Node | undefined {
    const parent = parentNode(this.#app.stacks, node);
    return parent && this.known(parent);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const row = presentNode(this.#app, node, style());
    // Gone since VS Code was given the list; the refresh that follows takes it away.
    if (row === undefined) return new vscode.TreeItem("");
    const item = new vscode.TreeItem(row.label, COLLAPSIBLE[row.collapsible]);
    item.id = nodeId(node);
    item.description = row.description;
    item.contextValue = row.contextValue;
    item.iconPath = new vscode.ThemeIcon(
      row.icon.id,
      row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color),
    );
    item.accessibilityInformation = { label: row.accessibilityLabel };
    if (node.kind === "problem") {
      item.command = { command: "devloop.openComposeFile", title: "", arguments: [node] };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    // A window opens without it.
    const { tooltip } = await import("./tooltip.ts");
    this.#stillUntil = Date.now() + READING_MS;
    const text = tooltip(this.#app, node, style());
    if (text !== undefined) item.tooltip = new vscode.MarkdownString(text);
    return item;
  }

  /** The object that VS Code knows the row by. */
  known(node: Node): Node {
    const id = nodeId(node);
    const known = this.#nodes.get(id) ?? node;
    this.#nodes.set(id, known);
    return known;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #app(): AppState {
    return this.#core.state.app;
  }

  #prune(): void {
    for (const [id, node] of this.#nodes) {
      if (!isThere(this.#app.stacks, node)) this.#nodes.delete(id);
    }
    this.#pruneAbove = 2 * this.#nodes.size + 100;
  }
}
