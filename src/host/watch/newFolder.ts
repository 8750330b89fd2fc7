import { readdir } from "node:fs/promises";
import path from "node:path";

const DROPPED = /(?:^|[\\/])(?:target|node_modules|\.git)(?:[\\/]|$)/;
const COMPOSE_FILE = /^(?:docker-)?compose.*\.ya?ml$/;
/** As deep as compose files are looked for beneath a workspace folder. */
const MAX_DEPTH = 2;
const MAX_FOLDERS = 100;

/**
 * Belongs to a tool that writes thousands of files: dropped before anything else looks.
 * @param file within the workspace's folder, which may itself lie in a folder of such a name
 */
export function isDropped(file: string): boolean {
  return DROPPED.test(file);
}

/** Folders have no extension, as a rule: what has one is not worth a look at the disk. */
export function mayBeFolder(file: string): boolean {
  return path.extname(file) === "";
}

/** The compose files of a folder that has just appeared, and of the folders in it; none where it is a file, or gone. */
export async function composeFilesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  let level = [folder];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const current of level.slice(0, MAX_FOLDERS)) {
      const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const file = path.join(current, entry.name);
        if (entry.isDirectory() && !isDropped(entry.name)) next.push(file);
        else if (COMPOSE_FILE.test(entry.name)) found.push(file);
      }
    }
    level = next;
  }
  return found;
}
