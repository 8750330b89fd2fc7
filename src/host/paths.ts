import path from "node:path";

/** A path as its owner would write it: `~/other/shop`. @param home the user's folder; empty: not known */
export function shortPath(file: string, home: string): string {
  if (home === "") return file;
  if (file === home) return "~";
  return file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file;
}
