import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { withLock } from "./lock.ts";
import type { Progress } from "./progress.ts";

/** The folder for everything that the tools set up: outside the repo, so that all clones on a machine share it. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const own = env["DEVLOOP_DEV_CACHE"];
  if (own !== undefined && own !== "") return own;
  const xdg = env["XDG_CACHE_HOME"];
  // The XDG base directory specification says to ignore relative paths.
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache");
  return join(base, "devloop-dev");
}

/**
 * Makes a folder once; its name must hold the version of what is in it. `make` fills a temporary folder beside it,
 * which gets its name only when complete: a killed run leaves nothing that looks finished.
 */
export async function once(
  folder: string,
  progress: Progress,
  make: (temporary: string) => Promise<void>,
): Promise<string> {
  if (existsSync(folder)) return folder;
  const waits = (holder: string): void =>
    progress.step(`waiting for process ${holder}, which is making ${basename(folder)}`);
  return withLock(
    `${folder}.lock`,
    async () => {
      if (existsSync(folder)) return folder;
      removeLeftovers(folder);
      const temporary = `${folder}.making-${randomUUID().slice(0, 8)}`;
      mkdirSync(temporary, { recursive: true });
      try {
        await make(temporary);
        renameSync(temporary, folder);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
      return folder;
    },
    waits,
  );
}

/** Called under the lock: whatever bears a temporary name now is of a run that was killed. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.making-`)) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}
