import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../support/lock.ts";
import { isRunning, processIdentity } from "../support/processes.ts";
import type { PrivateEngine } from "./private-engine.ts";

/** A user of the shared engine: an engine without users is stopped by whoever left last. */
export interface EngineUse {
  release(): Promise<void>;
}

/** Stands for a user who is no process: somebody who asked for an engine that stays up. */
const pin = "pinned";

/** Starts the engine if needed and counts this process as a user of it. */
export async function useEngine(engine: PrivateEngine, folder: string): Promise<EngineUse> {
  const users = join(folder, "users");
  const file = join(users, `${process.pid}-${randomUUID().slice(0, 8)}`);
  await withLock(join(folder, "lock"), async () => {
    mkdirSync(users, { recursive: true });
    await engine.start();
    writeFileSync(file, processIdentity() ?? "");
  });
  return {
    release: () =>
      withLock(join(folder, "lock"), async () => {
        rmSync(file, { force: true });
        await stopIfUnused(engine, users);
      }),
  };
}

/** Keeps the engine up without users, also after this process, until `unpin`. */
export function pinEngine(folder: string): void {
  mkdirSync(join(folder, "users"), { recursive: true });
  writeFileSync(join(folder, "users", pin), "");
}

/** Takes the pin back; stops the engine unless somebody uses it, and returns their number. */
export async function unpinEngine(engine: PrivateEngine, folder: string): Promise<number> {
  return withLock(join(folder, "lock"), async () => {
    rmSync(join(folder, "users", pin), { force: true });
    return stopIfUnused(engine, join(folder, "users"));
  });
}

async function stopIfUnused(engine: PrivateEngine, users: string): Promise<number> {
  const names = readdirSync(users);
  const alive = names.filter((name) => name === pin || isRunning(readFileSync(join(users, name), "utf8")));
  for (const name of names) {
    // Killed before it could leave.
    if (!alive.includes(name)) rmSync(join(users, name), { force: true });
  }
  if (alive.length === 0) await engine.stop();
  return alive.length;
}
