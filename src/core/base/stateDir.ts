import path from "node:path";
import type { Env } from "./which.ts";

/**
 * Where what outlives a window is kept, shared by all windows and the command line: `$XDG_STATE_HOME/devloop`
 * (`~/.local/state/devloop`), `~/Library/Application Support/devloop`, `%LOCALAPPDATA%\devloop`.
 */
export function stateDir(env: Env, homeDir: string, platform: NodeJS.Platform): string {
  if (platform === "win32") {
    return path.win32.join(env["LOCALAPPDATA"] ?? path.win32.join(homeDir, "AppData", "Local"), "devloop");
  }
  if (platform === "darwin") return path.posix.join(homeDir, "Library", "Application Support", "devloop");
  const given = env["XDG_STATE_HOME"];
  // A relative path is to be ignored (XDG Base Directory Specification 0.8).
  const base = given?.startsWith("/") ? given : path.posix.join(homeDir, ".local", "state");
  return path.posix.join(base, "devloop");
}
