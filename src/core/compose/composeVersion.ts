import type { ProcessRunner } from "../base/process.ts";
import { type DockerContext, nowhere } from "./command.ts";

const LIMIT_MS = 10_000;

/**
 * Whether this machine's Compose is of this version or a later one. False where it does not say.
 * @param version e.g. `2.29.3`
 */
export async function composeIsSince(
  version: string,
  runner: Pick<ProcessRunner, "run">,
  docker: DockerContext,
  signal: AbortSignal,
): Promise<boolean> {
  return isSince(await composeVersion(runner, docker, signal), version);
}

/** As this machine's Compose tells it. Asked anew each time, in some 40 ms: it may have been replaced. */
export async function composeVersion(
  runner: Pick<ProcessRunner, "run">,
  { docker, env }: DockerContext,
  signal: AbortSignal,
): Promise<string> {
  const result = await runner.run({
    program: docker,
    args: ["compose", "version", "--short"],
    cwd: nowhere(),
    env,
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    limit: 1_000,
  });
  return result.stdout;
}

/** Versions as Compose and its distributors write them: `2.40.3`, `v2.40.3`, `2.40.3-3`, `2.29.1-desktop.1`. */
export function isSince(told: string, wanted: string): boolean {
  const [left, right] = [numbers(told), numbers(wanted)];
  if (left === undefined || right === undefined) return false;
  const different = left.findIndex((number, index) => number !== right[index]);
  return different === -1 || (left[different] ?? 0) > (right[different] ?? 0);
}

function numbers(version: string): number[] | undefined {
  return /^\s*v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}
