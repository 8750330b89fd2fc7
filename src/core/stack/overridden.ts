import path from "node:path";
import { isOverrideFile } from "../compose/fileNames.ts";
import type { ComposeFileSet } from "../compose/model.ts";
import { sameFiles } from "./project.ts";

/**
 * The set is these files and an override file beside them. Something that was made without it was made before the
 * override file was written, or by somebody who left it out: what they were made from does not tell which.
 */
export function isOverridden(set: ComposeFileSet, files: readonly string[]): boolean {
  if (set.origin !== "found" || set.files.length <= files.length) return false;
  return sameFiles(
    set.files.filter((file) => !isOverrideFile(path.basename(file))),
    files,
  );
}
