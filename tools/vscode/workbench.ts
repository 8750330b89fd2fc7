import type { Frame, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { WorkbenchConsole } from "./workbenchConsole.ts";
import { runAndPick, runCommand } from "./workbenchPalette.ts";
import { WorkbenchTree } from "./workbenchTree.ts";

/** The themes that screenshots are taken in: the picker's label, and the class that the workbench then has. */
export const themes = {
  "Dark Modern": { label: "Dark Modern", className: "vscode-theme-defaults-themes-dark_modern-json" },
  "Light Modern": { label: "Light Modern", className: "vscode-theme-defaults-themes-light_modern-json" },
  "Default High Contrast": {
    label: "Dark High Contrast",
    className: "vscode-theme-defaults-themes-hc_black-json",
  },
  "Default High Contrast Light": {
    label: "Light High Contrast",
    className: "vscode-theme-defaults-themes-hc_light-json",
  },
} as const;

export type Theme = keyof typeof themes;

export interface WorkbenchOptions {
  /** The browser's program. */
  readonly chromium: string;
  /** What `VsCodeServer.url` gives. */
  readonly url: string;
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
}

/** VS Code in a headless browser, in the words of a person who uses it. The page is there for all else. */
export interface Workbench {
  readonly page: Page;
  readonly console: WorkbenchConsole;
  /** Runs a command by the title that the palette shows. */
  runCommand(title: string): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Shows a view container by its title in the activity bar; waits until the extension has brought it. */
  openContainer(title: string): Promise<void>;
  /** A tree view by its name. */
  tree(view: string): WorkbenchTree;
  /** What a view shows instead of rows: its text, and the buttons in it. */
  welcome(): Promise<{ text: string; buttons: string[] }>;
  /** The document inside the webview on the screen, once it is loaded. */
  webview(): Promise<Frame>;
  /** Trusts the folder, as a person does in the editor of Restricted Mode. */
  trustFolder(): Promise<void>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

const startLimitMs = 90_000;

/** Opens VS Code's page and waits until the workbench stands. Extensions may still be starting. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const browser = await launchBrowser(options.chromium);
  try {
    const page = await browser.newPage({
      viewport: options.size ?? { width: 1280, height: 800 },
      reducedMotion: "reduce",
    });
    const log = new WorkbenchConsole(page);
    await page.goto(options.url);
    await page
      .locator(".monaco-workbench .part.activitybar .action-item")
      .first()
      .waitFor({ timeout: startLimitMs });
    await page.locator('.statusbar-item[id="status.notifications"]').waitFor({ timeout: startLimitMs });
    const workbench: Workbench = {
      page,
      console: log,
      runCommand: (title) => runCommand(page, title),
      setTheme: (theme) => setTheme(page, theme),
      openContainer: (title) => openContainer(page, title),
      tree: (view) => new WorkbenchTree(page, view),
      welcome: () => welcome(page),
      webview: () => webview(page),
      trustFolder: () => trustFolder(page),
      screenshot: (file) => screenshot(page, file),
      close: () => browser.close(),
    };
    if (options.theme !== undefined) await workbench.setTheme(options.theme);
    return workbench;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function setTheme(page: Page, theme: Theme): Promise<void> {
  const { label, className } = themes[theme];
  await runAndPick(page, "Preferences: Color Theme", label);
  await page.locator(`.monaco-workbench.${className}`).waitFor();
}

async function openContainer(page: Page, title: string): Promise<void> {
  // With a badge or a key the name goes on: `Dev Loop (Ctrl+Alt+D) - 2 services need you`.
  const icon = page.locator(`.part.activitybar .action-label[aria-label^="${title}"]`).first();
  await icon.waitFor({ timeout: startLimitMs });
  const name = page.locator(".part.sidebar .composite.title h2", { hasText: title });
  // A click on the icon of the open container would close it.
  if (!(await name.isVisible())) await icon.click();
  await name.waitFor();
}

async function welcome(page: Page): Promise<{ text: string; buttons: string[] }> {
  const view = page.locator(".part.sidebar .welcome-view-content:visible").first();
  await view.waitFor();
  const buttons = await view.locator(".monaco-button").allTextContents();
  const paragraphs = await view.locator("p").allTextContents();
  return { text: paragraphs.join("\n"), buttons: buttons.map((each) => each.trim()) };
}

/** Two frames down: VS Code's own around the one with the extension's document. */
async function webview(page: Page): Promise<Frame> {
  const outer = page.frameLocator("iframe.webview.ready:visible").first();
  const inner = await outer.locator("iframe#active-frame").elementHandle();
  const frame = await inner?.contentFrame();
  if (frame === null || frame === undefined) throw new Error("The webview has no document");
  await frame.waitForLoadState("domcontentloaded");
  return frame;
}

async function trustFolder(page: Page): Promise<void> {
  await runCommand(page, "Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
  await page.locator('.statusbar-item[id="status.workspaceTrust"]').waitFor({ state: "hidden" });
}

async function screenshot(page: Page, file: string): Promise<void> {
  // Away from whatever shows a hover.
  await page.mouse.move(0, 0);
  await page.locator(".workbench-hover-container:visible").waitFor({ state: "hidden" });
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
}
