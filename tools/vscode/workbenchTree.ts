import type { Locator, Page } from "playwright-core";
import type { PageElement, PageGlobals } from "./pageTypes.ts";

/** One row of a tree view, as it is on the screen. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** The product icon's name, such as `pass`, or "" where there is none (or a picture). */
  readonly icon: string;
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** 1 for a root. */
  readonly level: number;
  /** Absent for a row without children. */
  readonly expanded?: boolean;
  /** Titles of the inline actions. */
  readonly actions: readonly string[];
}

/** Something moves on the screen all the time while a stack comes up: it is looked at ten times a second. */
const coalesceMs = 100;

/** A tree view by its name. Long trees are virtual: only the rows on the screen exist. */
export class WorkbenchTree {
  readonly #page: Page;
  readonly #tree: Locator;

  constructor(page: Page, view: string) {
    this.#page = page;
    this.#tree = page.locator(`[role="tree"][aria-label="${view}"]`);
  }

  /** The rows now, from top to bottom. */
  async rows(): Promise<TreeRow[]> {
    return await this.#tree.locator(".monaco-list-row").evaluateAll((elements: PageElement[]) => {
      const text = (row: PageElement, selector: string): string =>
        row.querySelector(selector)?.textContent?.trim() ?? "";
      const rows = elements.map((row) => ({
        index: Number(row.getAttribute("data-index")),
        label: text(row, ".label-name"),
        description: text(row, ".label-description"),
        icon: iconOf(row.querySelector(".custom-view-tree-node-item-icon")),
        ariaLabel: row.getAttribute("aria-label") ?? "",
        level: Number(row.getAttribute("aria-level")),
        expanded: row.getAttribute("aria-expanded"),
        actions: [...row.querySelectorAll(".actions .action-label")].map(
          (each) => each.getAttribute("aria-label") ?? "",
        ),
      }));
      rows.sort((a, b) => a.index - b.index);
      return rows.map(({ index: _, expanded, ...row }) =>
        expanded === null ? row : { ...row, expanded: expanded === "true" },
      );

      function iconOf(icon: PageElement | null): string {
        const names = [...(icon?.classList ?? [])].filter((name) => name.startsWith("codicon-"));
        return (
          names.find((name) => !/^codicon-(colored|modifier-)/.test(name))?.slice("codicon-".length) ?? ""
        );
      }
    });
  }

  /** Waits until the rows satisfy `condition`; the error of the time limit shows the rows as they were. */
  async waitFor(condition: (rows: TreeRow[]) => boolean, timeoutMs = 30_000): Promise<TreeRow[]> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const rows = await this.rows();
      if (condition(rows)) return rows;
      const left = end - performance.now();
      if (left <= 0) throw new Error(`The tree did not come to the expected state; it was:\n${shown(rows)}`);
      await this.#changed(Math.min(left, 1_000));
    }
  }

  /** Clicks an inline action of the row with this label (or screen reader text). */
  async inlineAction(row: string, action: string): Promise<void> {
    const element = await this.#row(row);
    await element.hover();
    await element.locator(`.actions .action-label[aria-label="${action}"]`).click();
  }

  /** Opens a row's context menu and chooses an entry. */
  async contextMenu(row: string, entry: string): Promise<void> {
    await (await this.#row(row)).click({ button: "right" });
    await this.#page.locator(".monaco-menu .action-menu-item", { hasText: entry }).first().hover();
    // A menu takes no click in its first 100 ms (VS Code 1.105), but keys at once.
    await this.#page.keyboard.press("Enter");
  }

  /** Clicks a row, which opens what has children. */
  async click(row: string): Promise<void> {
    await (await this.#row(row)).locator(".label-name").click();
  }

  async #row(name: string): Promise<Locator> {
    const rows = await this.waitFor((all) => all.some((row) => row.label === name || row.ariaLabel === name));
    const found = rows.find((row) => row.label === name || row.ariaLabel === name);
    return this.#tree
      .locator(`.monaco-list-row[aria-label=${JSON.stringify(found?.ariaLabel ?? name)}]`)
      .first();
  }

  /** The next change inside the tree (or the tree's coming), at most `limitMs`. */
  async #changed(limitMs: number): Promise<void> {
    await this.#page.evaluate(
      ([limit, coalesce]) =>
        new Promise<void>((resolve) => {
          const { document, MutationObserver } = globalThis as unknown as PageGlobals;
          const observer = new MutationObserver(() => {
            observer.disconnect();
            setTimeout(done, coalesce);
          });
          const timer = setTimeout(done, limit);
          observer.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          });
          function done(): void {
            observer.disconnect();
            clearTimeout(timer);
            resolve();
          }
        }),
      [limitMs, coalesceMs] as const,
    );
  }
}

function shown(rows: readonly TreeRow[]): string {
  if (rows.length === 0) return "(no rows)";
  return rows
    .map((row) => `${"  ".repeat(row.level)}$(${row.icon}) ${row.label} | ${row.description}`)
    .join("\n");
}
