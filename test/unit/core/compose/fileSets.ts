import path from "node:path";
import type { ComposeFileSet } from "../../../../src/core/compose/model.ts";

/** A set as discovery finds it. */
export function fileSet(files: readonly string[], more: Partial<ComposeFileSet> = {}): ComposeFileSet {
  const folder = path.dirname(files[0] ?? "/");
  return {
    id: files.join("\n"),
    label: "default",
    files,
    projectDir: folder,
    runDir: folder,
    origin: "found",
    envFiles: [],
    commands: {},
    ...more,
  };
}
