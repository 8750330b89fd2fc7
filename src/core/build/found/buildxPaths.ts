import path from "node:path";
import type { Env } from "../../base/which.ts";
import { dockerConfigDir } from "../../engine/dockerContext.ts";

/**
 * Where buildx (0.10 to 0.29) notes down every build that it starts: `$BUILDX_CONFIG/refs`, else `buildx/refs` of
 * Docker's own folder. A terminal with another setting writes elsewhere.
 */
export function refsFolder(env: Env, homeDir: string): string {
  return path.resolve(env["BUILDX_CONFIG"] || path.join(dockerConfigDir(env, homeDir), "buildx"), "refs");
}
