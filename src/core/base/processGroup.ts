import { readdirSync, readFileSync } from "node:fs";

/** Sends a signal to a POSIX process group; false where the group is empty. Signal 0 only asks. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/**
 * Whether any process of the group still does something. A zombie does not: in a container without an init
 * orphans stay zombies for long, or for ever, and would count as running by the signal alone.
 */
export function groupLives(group: number, platform: NodeJS.Platform): boolean {
  if (!signalGroup(group, 0)) return false;
  if (platform !== "linux") return true;
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && livesIn(group, name));
}

/** `/proc/PID/stat`: `pid (name) state ppid pgrp …`, where the name may hold anything, parentheses too. */
function livesIn(group: number, pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(pgrp) === group && state !== "Z" && state !== "X";
  } catch {
    // It ended between the two looks.
    return false;
  }
}
