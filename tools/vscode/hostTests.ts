import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { launchBrowser } from "./browser.ts";
import type { DesktopVsCode } from "./desktop.ts";
import {
  countEvents,
  eventsFileVariable,
  eventText,
  filesPatternVariable,
  type HostTestCounts,
  HostTestFollower,
} from "./hostTestEvents.ts";
import { quietSettings, startServer } from "./server.ts";
import type { VsCodeServerFiles } from "./serverFiles.ts";
import { WorkbenchConsole } from "./workbenchConsole.ts";

export interface HostTestOptions {
  readonly vscode: DesktopVsCode | VsCodeServerFiles;
  /** The browser's program; the desktop VS Code needs none. */
  readonly chromium?: string;
  /** The folder with the extension's package.json. */
  readonly extensionPath: string;
  /** What `bundleHostTests` gives; it must lie inside the extension's folder. */
  readonly testsPath: string;
  /** The folder that is opened. */
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
  /** Enabled: the tests run in Restricted Mode, untrusted; only in VS Code's server. */
  readonly trust: "disabled" | "enabled";
  /** Only test files whose path matches this regular expression. */
  readonly files?: string;
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Ends a run that hangs; 5 minutes unless given. */
  readonly timeoutMs?: number;
  readonly onLine?: (line: string) => void;
}

export interface HostTestResult extends HostTestCounts {
  /** 0 only if the suite ran to its end, had at least one test, and VS Code agrees. */
  readonly exitCode: number;
  readonly output: string;
}

interface HostRun {
  /** The extension host's exit code, or why there is none. */
  readonly exit: number | string;
  /** What helps to understand a run that did not come to its end. */
  readonly log: string;
}

const defaultTimeoutMs = 5 * 60_000;

/** Runs tests inside a real extension host: the desktop VS Code's, or that of VS Code's server under a browser. */
export async function runHostTests(options: HostTestOptions): Promise<HostTestResult> {
  const { onLine = (line) => console.log(line) } = options;
  const output: string[] = [];
  const print = (line: string | undefined): void => {
    if (line === undefined) return;
    output.push(line);
    onLine(line);
  };
  const folder = mkdtempSync(path.join(tmpdir(), "devloop-host-tests-"));
  const eventsFile = path.join(folder, "events.jsonl");
  const follower = new HostTestFollower(eventsFile, (event) => print(eventText(event)));
  let host: HostRun;
  try {
    const env = {
      ...options.env,
      [eventsFileVariable]: eventsFile,
      ...(options.files !== undefined && { [filesPatternVariable]: options.files }),
    };
    const { vscode } = options;
    host =
      vscode.kind === "desktop"
        ? await runOnDesktop(options, vscode, env, folder)
        : await runOnServer(options, vscode, env);
  } finally {
    follower.finish();
  }
  const counts = countEvents(follower.finish());
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (!counts.complete) print(`host tests: did not run to their end (${host.exit})\n${host.log}`);
  print(`host tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  const good = counts.complete && counts.failed === 0 && host.exit === 0;
  return { ...counts, exitCode: good ? 0 : 1, output: output.join("\n") };
}

async function runOnServer(
  options: HostTestOptions,
  server: VsCodeServerFiles,
  env: NodeJS.ProcessEnv,
): Promise<HostRun> {
  const { chromium, extensionPath, testsPath, workspace, trust, userSettings = {} } = options;
  if (chromium === undefined) throw new Error("Host tests in VS Code's server need a browser");
  const vscode = await startServer({ server, trust, env, userSettings });
  try {
    const browser = await launchBrowser(chromium);
    try {
      const ended = new Promise<number | string>((resolve) => {
        vscode.onLine((line) => {
          const code = /Extension Host Process exited with code: (\d+|null)/.exec(line)?.[1];
          if (code !== undefined) resolve(code === "null" ? "the extension host was killed" : Number(code));
        });
        void vscode.exited.then((code) => resolve(`VS Code's server ended with ${code}`));
        browser.once("disconnected", () => resolve("the browser ended"));
      });
      const page = await browser.newPage();
      page.once("crash", () => void browser.close());
      const log = new WorkbenchConsole(page);
      await page.goto(
        vscode.url(workspace, [
          ["extensionDevelopmentPath", vscode.remoteUri(extensionPath)],
          ["extensionTestsPath", vscode.remoteUri(testsPath)],
          ["skipWelcome", "true"],
        ]),
      );
      const exit = await within(ended, options.timeoutMs ?? defaultTimeoutMs);
      return { exit, log: [...log.extensionHost(), vscode.log()].join("\n") };
    } finally {
      await browser.close();
    }
  } finally {
    await vscode.stop();
  }
}

async function runOnDesktop(
  options: HostTestOptions,
  desktop: DesktopVsCode,
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<HostRun> {
  if (options.trust === "enabled") {
    // @vscode/test-electron 2.5 always passes --disable-workspace-trust.
    throw new Error("Restricted Mode can only be tested in VS Code's server (DEVLOOP_VSCODE=server)");
  }
  const profile = path.join(folder, "profile");
  mkdirSync(path.join(profile, "User"), { recursive: true });
  const settings = { ...quietSettings, ...options.userSettings };
  writeFileSync(path.join(profile, "User", "settings.json"), JSON.stringify(settings));
  const run = runTests({
    vscodeExecutablePath: desktop.app ?? desktop.executable,
    extensionDevelopmentPath: options.extensionPath,
    extensionTestsPath: options.testsPath,
    extensionTestsEnv: env,
    launchArgs: [
      options.workspace,
      ...["--user-data-dir", profile, "--extensions-dir", path.join(folder, "extensions")],
      "--disable-telemetry",
    ],
  }).catch((error: unknown) => String(error));
  return { exit: await within(run, options.timeoutMs ?? defaultTimeoutMs), log: "" };
}

async function within(result: Promise<number | string>, limitMs: number): Promise<number | string> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not finished after ${limitMs / 1000} s`), limitMs);
  });
  try {
    return await Promise.race([result, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
