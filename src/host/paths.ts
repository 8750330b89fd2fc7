import path from "node:path";

/** A path as its owner would write it: `~/other/shop`. @param home the user's folder; empty: not known */
export function shortPath(file: string, home: string): string {
  if (home === "") return file;
  if (file === home) return "~";
  return file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file;
}

/** As VS Code writes paths: from the workspace's folder on, with its name where there are several. */
export function pathInWorkspace(file: string, folders: readonly string[], home: string): string {
  const folder = folders.find((each) => file.startsWith(each + path.sep));
  if (folder === undefined) return shortPath(file, home);
  return path.relative(folders.length > 1 ? path.dirname(folder) : folder, file);
}
