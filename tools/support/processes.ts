import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * What tells a process from a later one with the same pid, as text that can be kept in a file.
 * Linux: pid and start time in clock ticks since boot (field 22 of /proc/pid/stat). Elsewhere only the pid.
 */
export function processIdentity(pid: number = process.pid): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  if (process.platform !== "linux") return `${pid}`;
  try {
    const fields = statFields(`${pid}`);
    // A zombie has ended: only its parent has not noticed yet.
    return fields[0] === "Z" ? undefined : `${pid} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether the process that wrote `identity` (see processIdentity) is still running. */
export function isRunning(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && processIdentity(pid) === identity.trim();
}

/** Whether a process is stopped by SIGSTOP: the signal reaches its threads one by one. Linux only. */
export function isStopped(pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.every((thread) => statFields(`${pid}/task/${thread}`)[0] === "T");
  } catch {
    return false;
  }
}

/** The argument array of a process; empty when it is gone or not ours to read. Linux only. */
export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

/** All processes as pid, parent's pid and argument array. Linux only. */
export function listProcesses(): { pid: number; parent: number; args: string[] }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .map((pid) => ({ pid, parent: parentOf(pid), args: commandLine(pid) }));
}

function parentOf(pid: number): number {
  try {
    return Number(statFields(`${pid}`)[1]);
  } catch {
    return 0;
  }
}

/** The fields of /proc/…/stat from the third on. The second is the program's name, which may hold spaces and brackets. */
function statFields(process: string): string[] {
  const stat = readFileSync(`/proc/${process}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Sends a signal; false when there was no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Waits until the process has ended; false when it has not after `limitMs`. */
export async function waitForExit(pid: number, limitMs: number): Promise<boolean> {
  const identity = processIdentity(pid);
  const end = performance.now() + limitMs;
  // Not our child (it outlives whoever started it), so there is no event to wait for.
  while (identity !== undefined && isRunning(identity)) {
    if (performance.now() > end) return false;
    await delay(50);
  }
  return true;
}
