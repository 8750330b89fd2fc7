import path from "node:path";
import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";

/**
 * The project name of each set of files: set id → name. Compose's word where there is one; for files that it
 * could not read: the name on containers made from them, the name of other files beside them, or the name
 * that Compose would take from the folder.
 */
export function setProjects(
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
): ReadonlyMap<string, string> {
  return new Map(sets.map((set) => [set.id, projectName(set, sets, containers)]));
}

function projectName(
  set: KnownSet,
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
): string {
  if (set.model) return set.model.project;
  if (set.project !== undefined) return set.project;
  const made = containers.find((container) => sameFiles(container.labels.configFiles, set.files));
  if (made) return made.labels.project;
  const beside = sets.find((other) => other.model && other.projectDir === set.projectDir);
  return beside?.model?.project ?? folderName(set.projectDir);
}

/** Compose joins them by commas on its label, so that a comma in a name can't be told from one between two. */
export function sameFiles(left: readonly string[], right: readonly string[]): boolean {
  return left.join(",") === right.join(",");
}

/** Compose's rule (compose-go `NormalizeProjectName`): lower case, only `[a-z0-9_-]`, no `_` or `-` in front. */
function folderName(projectDir: string): string {
  const name = path
    .basename(projectDir)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
  return name === "" ? "default" : name;
}
