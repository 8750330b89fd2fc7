import { spawn } from "node:child_process";
import { ROOT } from "../build.ts";
import type { Outcome } from "./outcome.ts";

/** Runs a program whose exit code is the verdict (types, lint): one test. What it prints goes to our output. */
export async function checkCommand(name: string, program: string, args: readonly string[]): Promise<Outcome> {
  const code = await spawnInherited(program, args, process.env);
  return code === 0
    ? { passed: 1, failed: 0, skipped: [], failures: [] }
    : { passed: 0, failed: 1, skipped: [], failures: [`${name}: exit code ${code}, see above`] };
}

/** Resolves with the exit code, or the signal's name. */
export function spawnInherited(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "no exit code"));
  });
}
