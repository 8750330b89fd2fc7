import { setTimeout as delay } from "node:timers/promises";
import treeKill from "tree-kill";
import { groupLives, signalGroup } from "./processGroup.ts";
import { type Env, findProgram } from "./which.ts";

/** How long each way of asking a process to end gets, in milliseconds. */
export interface Grace {
  /** From SIGINT to SIGTERM. Compose needs up to ten seconds to stop what it has started. */
  readonly interrupt: number;
  /** From SIGTERM to SIGKILL. */
  readonly terminate: number;
  /** From SIGKILL until what is left (a process in the kernel, a zombie of somebody else) is given up. */
  readonly kill: number;
}

export const GRACE: Grace = { interrupt: 10_000, terminate: 5_000, kill: 5_000 };

/** When the window closes: VS Code gives an extension some five seconds to end. */
export const HURRY: Grace = { interrupt: 1_500, terminate: 1_000, kill: 500 };

/** While something is being ended only, and gone is what it mostly is at the first look. */
const LOOK_MS = 20;

/**
 * Ends a process and everything that it started, and resolves once nothing of it is left.
 *
 * On POSIX the process leads its own group (it was spawned `detached`), and signals go to the group, as Ctrl+C in
 * a terminal does: `docker compose` is `docker` with the plugin `docker-compose` as its child and, while it builds,
 * `docker buildx` as a grandchild; a `docker` older than 25 swallows the signal and leaves it to the plugin.
 * Windows has no signal for other processes: there the tree is killed at once.
 */
export async function endTree(
  pid: number,
  exited: Promise<unknown>,
  options: { readonly grace: Grace; readonly platform: NodeJS.Platform; readonly env: Env },
): Promise<void> {
  const { grace, platform, env } = options;
  const gone = goneWatcher(pid, exited, platform);
  if (platform !== "win32") {
    signalGroup(pid, "SIGINT");
    if (await gone(grace.interrupt)) return;
    signalGroup(pid, "SIGTERM");
    if (await gone(grace.terminate)) return;
  }
  await killTree(pid, platform, env);
  await gone(grace.kill);
}

function goneWatcher(pid: number, exited: Promise<unknown>, platform: NodeJS.Platform) {
  let leaderGone = false;
  const leader = exited.then(() => {
    leaderGone = true;
  });
  return async (milliseconds: number): Promise<boolean> => {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      if (leaderGone && (platform === "win32" || !groupLives(pid, platform))) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      // Cleared when the leader ends first: a timer left behind would hold the whole process up.
      const cleared = new AbortController();
      const pause = delay(leaderGone ? Math.min(LOOK_MS, left) : left, undefined, { signal: cleared.signal });
      pause.catch(() => {});
      await (leaderGone ? pause : Promise.race([leader, pause]));
      cleared.abort();
    }
  };
}

/** The tree first: what has left the group is found by its parent only, and only while that lives. */
async function killTree(pid: number, platform: NodeJS.Platform, env: Env): Promise<void> {
  // tree-kill asks these, and an unguarded spawn error inside it would end us instead.
  const asks = platform === "win32" ? "taskkill" : platform === "darwin" ? "pgrep" : "ps";
  if ((await findProgram(asks, env, platform)) !== undefined) {
    await new Promise<void>((resolve) => treeKill(pid, "SIGKILL", () => resolve()));
  } else if (platform === "win32") {
    try {
      process.kill(pid);
    } catch {
      // It has ended by itself.
    }
  }
  if (platform !== "win32") signalGroup(pid, "SIGKILL");
}
