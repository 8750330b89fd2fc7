import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Launcher } from "./launchers.ts";

const EXECUTABLE = 0o755;

/** Writes what is not there yet, or is another; whoever runs one meanwhile gets the old or the new, never a half. */
export async function writeLaunchers(folder: string, launchers: readonly Launcher[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, text } of launchers) {
    const file = path.join(folder, name);
    if (!(await isThere(file, text))) await replace(file, text);
  }
}

async function isThere(file: string, text: string): Promise<boolean> {
  try {
    const { mode } = await stat(file);
    // Windows has no such modes.
    const executable = process.platform === "win32" || (mode & 0o777) === EXECUTABLE;
    return executable && (await readFile(file, "utf8")) === text;
  } catch {
    return false;
  }
}

async function replace(file: string, text: string): Promise<void> {
  const written = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(written, text);
    // The mask of the process may have taken bits from a mode given to `writeFile`.
    await chmod(written, EXECUTABLE);
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}
