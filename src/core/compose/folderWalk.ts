import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Logger } from "../base/logger.ts";

/** Where teams keep their compose files, looked at before anything else. */
const USUAL_FOLDERS = ["docker", ".docker", "deploy", "infra", "compose", ".devcontainer"];
/** They are large and hold other people's compose files. */
const NEVER = new Set(["node_modules", "target", "vendor", "dist"]);
const MAX_DEPTH = 2;
/** Each folder is one `readdir`. */
const MAX_FOLDERS = 400;

export interface Folder {
  readonly path: string;
  /** The names of what is no folder. */
  readonly files: readonly string[];
}

/**
 * A folder and those two levels below that may hold compose files. Level by level, so that a limit cuts off the
 * deepest folders and not the last ones by name. What can't be read is skipped, and said; so is the limit.
 * @param skip absolute paths of folders to leave out
 */
export async function* walkFolders(
  root: string,
  skip: ReadonlySet<string>,
  logger: Logger,
): AsyncGenerator<Folder> {
  let level = [root];
  let seen = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++seen > MAX_FOLDERS) {
        logger.warn(`Compose files were looked for in the first ${MAX_FOLDERS} folders of ${root} only.`);
        return;
      }
      const entries = await list(folder, logger);
      // A link to a file is followed by Compose; a link to a folder is not followed by us: it may lead in circles.
      const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
      yield { path: folder, files: files.map((entry) => entry.name) };
      const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      const below = worthALook(folders).map((name) => path.join(folder, name));
      next.push(...below.filter((each) => !skip.has(each)));
    }
    level = next;
  }
}

async function list(folder: string, logger: Logger) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    logger.warn(`${folder} was skipped: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function worthALook(folders: readonly string[]): string[] {
  const usual = USUAL_FOLDERS.filter((name) => folders.includes(name));
  const others = folders.filter(
    (name) => !USUAL_FOLDERS.includes(name) && !name.startsWith(".") && !NEVER.has(name),
  );
  return [...usual, ...others.sort()];
}
