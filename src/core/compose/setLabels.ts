import path from "node:path";
import { isWithin } from "../stack/folders.ts";
import type { ComposeFileSet } from "./model.ts";

/** A set with the project that it belongs to, as far as it is known. */
export interface LabelledSet {
  readonly set: ComposeFileSet;
  readonly project: string | undefined;
}

/**
 * The label of each set, such that no two of a project are the same: with the folder in front where it lies in another
 * one (`api/dev`), and then with its last file's name.
 * @param folders the workspace's, which the folder is told from
 */
export function distinctLabels(
  sets: readonly LabelledSet[],
  folders: readonly string[],
): ReadonlyMap<string, string> {
  const labels = new Map(sets.map(({ set }) => [set.id, set.label]));
  for (const part of [(set: ComposeFileSet) => folderOf(set, folders), fileName]) {
    // Those whose project is not known may be of any.
    const groups = Map.groupBy(sets, ({ set, project }) =>
      JSON.stringify([project ?? "", labels.get(set.id)]),
    );
    for (const group of groups.values()) {
      if (new Set(group.map(({ set }) => part(set))).size < 2) continue;
      for (const { set } of group) {
        labels.set(set.id, [part(set), labels.get(set.id)].filter(Boolean).join("/"));
      }
    }
  }
  return labels;
}

/** Empty for a workspace folder itself, where it is the only one. */
function folderOf({ files, projectDir }: ComposeFileSet, folders: readonly string[]): string {
  const folder = path.dirname(files[0] ?? projectDir);
  const root = folders.find((each) => isWithin(each, folder));
  if (root === undefined) return folder;
  const several = folders.length > 1 ? [path.basename(root)] : [];
  return [...several, ...path.relative(root, folder).split(path.sep)].filter(Boolean).join("/");
}

function fileName({ files }: ComposeFileSet): string {
  return path.basename(files.at(-1) ?? "");
}
