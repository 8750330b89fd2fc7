import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, processIdentity } from "./processes.ts";

const retryMs = 150;

/**
 * Runs `work` while this process holds the lock file: one holder on the machine at a time, other clones wait.
 * The file names its holder, so that the lock of a killed process is taken over at once.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait?: (holder: string) => void,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, `${processIdentity()}\n${mine}`);
  try {
    let told = false;
    while (!tryToTake(file, mine)) {
      const holder = readHolder(file);
      if (holder !== undefined && !isRunning(holder.identity)) {
        takeAway(file, holder.text);
        continue;
      }
      if (!told && holder !== undefined) onWait?.(holder.identity.split(" ")[0] ?? "");
      told = true;
      await delay(retryMs);
    }
    try {
      return await work();
    } finally {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A hard link to a complete file: unlike open-then-write, nobody can ever read a half-written holder. */
function tryToTake(file: string, mine: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): { identity: string; text: string } | undefined {
  try {
    const text = readFileSync(file, "utf8");
    return { identity: text.split("\n")[0] ?? "", text };
  } catch {
    return undefined;
  }
}

/** Removes a dead holder's lock. If another waiter was quicker and holds it by now, its lock is put back. */
function takeAway(file: string, expected: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readFileSync(aside, "utf8") !== expected) tryToTake(file, aside);
  else rmSync(expected.split("\n")[1] ?? aside, { force: true });
  rmSync(aside, { force: true });
}
