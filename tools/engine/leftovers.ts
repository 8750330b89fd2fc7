import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandLine, listProcesses, signal, waitForExit } from "../support/processes.ts";
import { run } from "../support/run.ts";
import type { EngineFolders } from "./engine-folders.ts";

const containerdLimitMs = 15_000;

/** The containerd that this engine's dockerd started, also when dockerd itself was killed. */
function containerdPid(folders: EngineFolders): number | undefined {
  try {
    const pid = Number(readFileSync(containerdPidFile(folders), "utf8"));
    return commandLine(pid).some((arg) => arg.startsWith(`${folders.exec}/`)) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function containerdPidFile(folders: EngineFolders): string {
  return join(folders.exec, "containerd/containerd.pid");
}

/**
 * dockerd takes any living process of that number for its containerd, and refuses to start while its own pid file names
 * a living one: after a crash and enough new processes, or a reboot, that is somebody else.
 */
export function forgetStalePids(folders: EngineFolders): void {
  rmSync(folders.pidFile, { force: true });
  if (containerdPid(folders) === undefined) rmSync(containerdPidFile(folders), { force: true });
}

/** Ends the containerd that a killed dockerd left behind. dockerd ends it itself when it is asked to stop. */
export async function endContainerd(folders: EngineFolders): Promise<void> {
  const pid = containerdPid(folders);
  if (pid === undefined) return;
  signal(pid, "SIGTERM");
  if (await waitForExit(pid, containerdLimitMs)) return;
  signal(pid, "SIGKILL");
  await waitForExit(pid, containerdLimitMs);
}

/** Ends containers that run on without dockerd and containerd: each one's shim, and what it started. */
export async function endContainers(folders: EngineFolders): Promise<void> {
  const all = listProcesses();
  const shims = all.filter(
    ({ args }) =>
      args[0]?.endsWith("containerd-shim-runc-v2") && args.some((arg) => arg.startsWith(`${folders.exec}/`)),
  );
  const doomed = shims.flatMap(({ pid }) => [...descendants(pid), pid]);
  for (const pid of doomed) signal(pid, "SIGKILL");
  for (const pid of doomed) await waitForExit(pid, containerdLimitMs);

  function descendants(parent: number): number[] {
    return all
      .filter((each) => each.parent === parent)
      .flatMap((each) => [...descendants(each.pid), each.pid]);
  }
}

/** Unmounts whatever a killed engine left mounted: a folder with mounts in it cannot be deleted. */
export async function unmountAll(folders: EngineFolders): Promise<void> {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((point) => point.startsWith(`${folders.folder}/`) || point.startsWith(`${folders.exec}/`));
  // Inner ones first. One that a process which is just ending still holds goes when it has ended.
  for (const point of mounts.reverse()) {
    await run("umount", [point]).catch(() => run("umount", ["--lazy", point]));
  }
}
