import path from "node:path";
import { ROOT } from "../build.ts";
import { spawnInherited } from "./command.ts";
import type { Outcome } from "./outcome.ts";

/** `npm start -- --smoke`, as a user calls it: one test. */
export async function runSmoke(): Promise<Outcome> {
  const code = await spawnInherited(
    process.execPath,
    [path.join(ROOT, "tools", "start.ts"), "--smoke"],
    process.env,
  );
  return code === 0
    ? { passed: 1, failed: 0, skipped: [], failures: [] }
    : { passed: 0, failed: 1, skipped: [], failures: [`smoke: npm start -- --smoke ended with ${code}`] };
}
