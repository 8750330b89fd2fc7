import path from "node:path";

/** The folder itself, or below it. Paths as Compose writes them on labels: absolute, of the machine it ran on. */
export function isWithin(folder: string, candidate: string): boolean {
  if (candidate === "") return false;
  const relative = path.relative(folder, candidate);
  const outside = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return !outside;
}
