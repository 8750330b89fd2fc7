import type { ConsoleMessage, Page } from "playwright-core";

/** One message of the page's console. */
export interface ConsoleLine {
  readonly level: "error" | "warning" | "other";
  /** Who said it: VS Code's own page, something inside a webview, or the extension host. */
  readonly from: "workbench" | "webview" | "extensionHost";
  readonly text: string;
}

/** Collects what the page, its webviews and the extension host say on the console, from now on. */
export class WorkbenchConsole {
  readonly lines: ConsoleLine[] = [];

  constructor(page: Page) {
    page.on("console", (message) => this.lines.push(lineOf(message)));
    page.on("pageerror", (error) =>
      this.lines.push({ level: "error", from: "workbench", text: String(error) }),
    );
  }

  /** Errors inside webviews, and violations of a Content Security Policy. */
  webviewErrors(): string[] {
    return this.lines
      .filter((line) => line.from === "webview" && line.level === "error")
      .map((line) => line.text);
  }

  /** What a Content Security Policy refused, inside webviews only: VS Code's own page is not ours. */
  cspViolations(): string[] {
    return this.webviewErrors().filter((text) => text.includes("Content Security Policy"));
  }

  /** What extensions wrote with `console.*`, and errors that nobody caught. */
  extensionHost(): string[] {
    return this.lines.filter((line) => line.from === "extensionHost").map((line) => line.text);
  }
}

/** The extension host's console reaches the page as `%c[Extension Host] %ctext color: blue color:` (VS Code 1.139). */
const extensionHostPrefix = /^%c\[Extension Host\] (?:%c)?/;

function lineOf(message: ConsoleMessage): ConsoleLine {
  const text = message.text();
  const type = message.type();
  const level = type === "error" || type === "warning" ? type : "other";
  if (extensionHostPrefix.test(text)) {
    const plain = text
      .replace(extensionHostPrefix, "")
      .replace(/ color: blue(?: color:\s*)?/, " ")
      .trim();
    return { level, from: "extensionHost", text: plain };
  }
  // A webview's document is written into an empty frame: its own scripts have no address.
  const { url } = message.location();
  const inWebview = url === "" || url.includes("/webview/browser/pre/");
  return { level, from: inWebview ? "webview" : "workbench", text };
}
