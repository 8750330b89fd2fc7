import path from "node:path";
import { isOverridden } from "../stack/overridden.ts";
import { sameFiles } from "../stack/project.ts";
import { labelOfList } from "./fileNames.ts";
import type { ComposeFileSet } from "./model.ts";
import type { RunningList } from "./runningFiles.ts";
import { otherReading } from "./setReader.ts";

const WITHOUT_OVERRIDE = "without override";

/**
 * Found sets as they were run: which of two readings it was, the project folder and the files of variables. What
 * somebody did with the files goes before what is guessed from their names; what the user set stays as it is.
 */
export function asTheyRan<Found extends ComposeFileSet>(
  sets: readonly Found[],
  lists: readonly RunningList[],
): (Found | ComposeFileSet)[] {
  const ran = (files: readonly string[]) => lists.find((list) => sameFiles(list.files, files));
  return sets.map((set) => {
    if (set.origin !== "found") return set;
    const own = ran(set.files);
    const other = set.otherwise && ran(set.otherwise);
    const list = own ?? other;
    if (list === undefined) return set;
    const { projectDir, envFiles } = list;
    // COMPOSE_FILE's own files of variables count where no container tells of others.
    const named = envFiles.length > 0 ? envFiles : set.envFiles;
    return { ...otherReading(set, list.files), projectDir, envFiles: named };
  });
}

/**
 * Sets of their own for lists that no known set stands for, or stands for in another project.
 * @param known what is known, each with the project that Compose said; without one it stands for any
 */
export function runningSets(
  lists: readonly RunningList[],
  known: readonly { readonly set: ComposeFileSet; readonly project: string | undefined }[],
): ComposeFileSet[] {
  const sets = new Map<string, ComposeFileSet>();
  const ids = new Set(known.map(({ set }) => set.id));
  for (const list of lists) {
    const { files, project, projectDir, envFiles } = list;
    const same = known.filter(({ set }) => sameFiles(set.files, files));
    if (same.some((each) => each.project === undefined || each.project === project)) continue;
    const made = [...sets.values()].filter((set) => sameFiles(set.files, files));
    // One project made from the same files in two ways: the first stands for both.
    if (made.some((set) => set.project === project)) continue;
    const plain = files.join("\n");
    const id = ids.has(plain) || sets.has(plain) ? `${plain}\n${project}` : plain;
    const label =
      same[0]?.set.label ??
      (known.some(({ set }) => isOverridden(set, files))
        ? WITHOUT_OVERRIDE
        : labelOfList(files.map((file) => path.basename(file))));
    sets.set(id, {
      id,
      label,
      files,
      projectDir,
      runDir: projectDir,
      origin: "labels",
      project,
      envFiles,
      commands: {},
    });
  }
  return [...sets.values()];
}
