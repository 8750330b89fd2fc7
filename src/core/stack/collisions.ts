import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { isWithin } from "./folders.ts";
import { byName } from "./order.ts";

/**
 * Folders whose containers bear the name of a project that they do not belong to: Compose tells projects by their
 * names alone, so that an Up in one repository replaces what another one runs. In order of their names.
 */
export function collisions(
  folders: readonly string[],
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
): string[] {
  const ours = new Set(sets.map((set) => set.projectDir));
  const made = new Set(containers.map(({ labels }) => labels.workingDir));
  const strangers = [...made].filter(
    (dir) => dir !== "" && !ours.has(dir) && !folders.some((folder) => isWithin(folder, dir)),
  );
  const homes = new Set(
    sets.flatMap((set) => folders.find((folder) => isWithin(folder, set.projectDir)) ?? []),
  );
  return [...new Set([...strangers, ...(homes.size > 1 ? homes : [])])].sort(byName);
}
