import path from "node:path";
import { isDropped } from "./newFolder.ts";

/** Compose files, and the files of variables that they are filled in from. */
const USUAL_NAME = /^(?:(?:docker-)?compose.*\.ya?ml|\.env(?:\..*)?)$/;

/**
 * It has a usual name, and lies in a folder of the workspace where files are looked at. Others that stacks name are
 * watched by themselves as well: they may lie behind a link, or where the user wants nothing watched.
 * @param file absolute
 */
export function isUsual(file: string, folders: readonly string[]): boolean {
  return (
    USUAL_NAME.test(path.basename(file)) &&
    folders.some((folder) => {
      const relative = path.relative(folder, file);
      return !relative.startsWith("..") && !path.isAbsolute(relative) && !isDropped(relative);
    })
  );
}

/** A file's name as a glob that stands for this name alone; VS Code's globs (1.139) have no escape but brackets. */
export function literalGlob(name: string): string {
  return name.replace(/[*?{}[\]]/g, (character) => `[${character}]`);
}
