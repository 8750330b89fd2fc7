import path from "node:path";
import type { BuildRef } from "./found/ref.ts";

/** Where a build's files are; what is no file of this machine is absent. */
export interface BuildPlace {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
}

/**
 * @param target the stage, where something else tells it
 * @param inline the Dockerfile stands in a compose file; buildx (0.29) notes down the context's own all the same
 */
export function buildPlace(
  { localPath, dockerfilePath }: BuildRef,
  target: string | undefined,
  inline = false,
): BuildPlace {
  const stage = target === undefined || target === "" ? {} : { target };
  if (!path.isAbsolute(localPath)) return stage;
  const dockerfile = dockerfilePath === "" ? path.join(localPath, "Dockerfile") : dockerfilePath;
  const isFile = !inline && path.isAbsolute(dockerfile);
  return { context: localPath, ...(isFile ? { dockerfile } : {}), ...stage };
}

/** What a build is called that is no service's. */
export function buildName(ref: BuildRef): string {
  const folder = path.basename(ref.localPath) || ref.localPath;
  const own = ref.target === "" || ref.target === "default" ? folder : `${folder} (${ref.target})`;
  return own === "" ? ref.id : own;
}
