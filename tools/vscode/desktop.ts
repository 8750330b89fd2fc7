import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { which } from "../support/which.ts";

/** A VS Code that is installed on this machine. */
export interface DesktopVsCode {
  readonly kind: "desktop";
  /** The command line program `code`: opens folders, installs extensions, returns at once. */
  readonly executable: string;
  /** The program behind it, which tests must start themselves; absent where `code` only reaches another machine's. */
  readonly app?: string;
}

/**
 * The desktop VS Code of this machine: what DEVLOOP_CODE names, else `code` on PATH.
 * Without a display its window could not open, so there it counts as absent.
 */
export function findDesktop(env: NodeJS.ProcessEnv): DesktopVsCode | undefined {
  const named = env["DEVLOOP_CODE"];
  const executable =
    named !== undefined && named !== ""
      ? named
      : which(process.platform === "win32" ? "code.cmd" : "code", env["PATH"]);
  if (executable === undefined || !existsSync(executable) || !canOpenWindows(env)) return undefined;
  const app = appBehind(realpathSync(executable), env);
  return { kind: "desktop", executable, ...(app && { app }) };
}

function canOpenWindows(env: NodeJS.ProcessEnv): boolean {
  // In a terminal of a remote window, `code` hands a folder to that window: it takes no extension and no environment.
  if (env["VSCODE_IPC_HOOK_CLI"]) return false;
  if (process.platform !== "linux") return true;
  // In WSL, `code` opens its window on the machine in front of the user.
  return ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].some((name) => env[name]);
}

/** `code` is a script in `bin`: the program itself lies where each platform's installer puts it (VS Code 1.139). */
function appBehind(script: string, env: NodeJS.ProcessEnv): string | undefined {
  if (env["WSL_DISTRO_NAME"]) return undefined;
  const folder = path.dirname(script);
  if (path.basename(folder) !== "bin") return script;
  const candidates = [
    path.join(folder, "..", "code"),
    path.join(folder, "..", "Code.exe"),
    path.join(folder, "..", "..", "..", "MacOS", "Electron"),
    path.join(folder, "..", "..", "..", "MacOS", "Code"),
  ];
  return candidates.find((candidate) => existsSync(candidate));
}
