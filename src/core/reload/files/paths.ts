/** Whether a path is the folder, or in it. Both absolute and normalized. */
export function isWithin(file: string, folder: string, separator: string): boolean {
  if (file === folder) return true;
  return file.startsWith(folder.endsWith(separator) ? folder : `${folder}${separator}`);
}

/** What follows the folder in a path within it, with slashes; empty for the folder itself. */
export function below(file: string, folder: string, separator: string): string {
  const rest = file.slice(folder.endsWith(separator) ? folder.length : folder.length + 1);
  return separator === "/" ? rest : rest.replaceAll(separator, "/");
}

/** A path with slashes, from a folder and what follows. */
export function join(folder: string, rest: string, separator: string): string {
  if (rest === "") return folder;
  const native = separator === "/" ? rest : rest.replaceAll("/", separator);
  return folder.endsWith(separator) ? `${folder}${native}` : `${folder}${separator}${native}`;
}

/** Never looked into: what they hold is written by tools, and there is much of it. */
const DROPPED = new Set(["target", "node_modules", ".git"]);

export function isDropped(name: string): boolean {
  return DROPPED.has(name);
}

const DROPPED_PART = /[\\/](?:target|node_modules|\.git)(?:[\\/]|$)/;

/** Whether the path is one of the folders that are never looked into, or in one. */
export function hasDroppedPart(file: string): boolean {
  return DROPPED_PART.test(file);
}
