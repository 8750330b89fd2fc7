import { readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, processIdentity } from "../support/processes.ts";
import { run } from "../support/run.ts";

/** The arguments that start a program in a new network namespace. unshare becomes the program: the pid stays. */
export function inOwnNetwork(command: readonly string[]): string[] {
  return ["unshare", "--net", ...command];
}

/** The arguments that start a program in the network namespace of a process. nsenter becomes the program. */
export function inNetworkOf(pid: number, command: readonly string[]): string[] {
  return ["nsenter", `--net=/proc/${pid}/ns/net`, ...command];
}

/** Switches the loopback interface on, which is off in a new namespace: ports are published on 127.0.0.1 too. */
export async function loopbackUp(pid: number, busybox: string): Promise<void> {
  const identity = processIdentity(pid) ?? "";
  while (sharesNetwork(pid)) {
    if (!isRunning(identity)) return;
    await delay(5);
  }
  await run("nsenter", [`--net=/proc/${pid}/ns/net`, busybox, "ip", "link", "set", "lo", "up"]);
}

/** Whether a process is in the network namespace that this one is in. */
export function sharesNetwork(pid: number): boolean {
  return namespace(pid) === namespace(process.pid);
}

function namespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}
