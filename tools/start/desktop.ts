import path from "node:path";
import { ROOT } from "../build.ts";
import { cacheFolder } from "../support/cache.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import type { DesktopVsCode } from "../vscode/desktop.ts";
import { endedByUser } from "./ended.ts";

export interface DesktopOptions {
  readonly vscode: DesktopVsCode;
  readonly progress: Progress;
  readonly sample: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Opens the sample in the installed VS Code and waits until its window is closed. A profile of its own: a VS Code
 * that runs already would not take this environment, and the user's own profile stays as it is.
 */
export async function openDesktop({ vscode, progress, sample, env }: DesktopOptions): Promise<void> {
  progress.step(`opening ${sample} in VS Code; close its window to end`);
  const ended = new AbortController();
  void endedByUser().then(() => ended.abort());
  // `code` is a batch file on Windows, which only a shell could start: there the program behind it is taken.
  const program = process.platform === "win32" ? (vscode.app ?? vscode.executable) : vscode.executable;
  await run(
    program,
    [
      "--new-window",
      "--wait",
      "--disable-workspace-trust",
      // VS Code refuses root otherwise.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      `--user-data-dir=${path.join(cacheFolder(process.env), "desktop-profile")}`,
      `--extensionDevelopmentPath=${ROOT}`,
      sample,
    ],
    { env, signal: ended.signal },
  ).catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
}
