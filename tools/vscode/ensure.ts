import type { Progress } from "../support/progress.ts";
import { type DesktopVsCode, findDesktop } from "./desktop.ts";
import { ensureServerFiles, type VsCodeServerFiles, type VsCodeVersion } from "./serverFiles.ts";

/** No VS Code, and why; `advice` says what a person can do. */
export interface NoVsCode {
  readonly kind: "unavailable";
  readonly reason: string;
  readonly advice: string;
}

export interface EnsureVsCodeOptions {
  readonly progress: Progress;
  readonly env: NodeJS.ProcessEnv;
  /** The floor always runs in the server: a desktop VS Code has the version it has. */
  readonly version?: VsCodeVersion;
  /** Tests need a VS Code whose program can be started here; to open a window, `code` is enough. */
  readonly purpose?: "open" | "test";
}

/**
 * A VS Code to work with: the desktop one where `code` is on PATH (or DEVLOOP_CODE names it), else VS Code's own
 * server, set up in the cache. DEVLOOP_VSCODE=server chooses the server in any case.
 */
export async function ensureVsCode(
  options: EnsureVsCodeOptions,
): Promise<DesktopVsCode | VsCodeServerFiles | NoVsCode> {
  const { progress, env, version = "current", purpose = "open" } = options;
  if (version === "current" && env["DEVLOOP_VSCODE"] !== "server") {
    const desktop = findDesktop(env);
    if (desktop !== undefined && (purpose === "open" || desktop.app !== undefined)) return desktop;
  }
  try {
    return await ensureServerFiles(version, env, progress);
  } catch (error) {
    return {
      kind: "unavailable",
      reason: `VS Code could not be set up: ${error instanceof Error ? error.message : String(error)}`,
      advice:
        "Install VS Code so that `code` is on your PATH, or see that the npm registry can be reached and that " +
        "python3, make and a C++ compiler are installed, then try again.",
    };
  }
}
