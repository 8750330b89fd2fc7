import path from "node:path";

/**
 * Where a mount's source lies on this machine: Docker Desktop tells some as its own machine sees them.
 * @param exists of a path of this machine
 * @returns `undefined`: it is not there
 */
export async function hostPath(
  source: string,
  exists: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const candidate of candidates(source)) {
    if (path.isAbsolute(candidate) && (await exists(candidate))) return path.normalize(candidate);
  }
  return undefined;
}

function candidates(source: string): readonly string[] {
  const [, rest] = /^(?:\/host_mnt|\/run\/desktop\/mnt\/host)(\/.+)$/.exec(source) ?? [];
  if (rest === undefined) return [source];
  const [, drive, below = ""] = /^\/([a-z])(\/.*)?$/.exec(rest) ?? [];
  const onDrive =
    drive === undefined ? [] : [`${drive.toUpperCase()}:${below.replaceAll("/", "\\") || "\\"}`];
  return [source, rest, ...onDrive];
}
