import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { isOverridden } from "./overridden.ts";
import { sameFiles } from "./project.ts";

/**
 * The set of files that the stack is in: the one that its containers were made from (running ones before
 * others), else the user's choice, else the only one there is. `undefined`: it has to be asked, also where the
 * containers were made without an override file that is there now.
 */
export function activeMode(
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
  chosen: string | undefined,
): KnownSet | undefined {
  const running = containers.filter((container) => container.status === "running");
  const made = mostNamed(sets, running) ?? mostNamed(sets, containers);
  const preferred = sets.find((set) => set.id === chosen);
  if (made === undefined) return preferred ?? (sets.length === 1 ? sets[0] : undefined);
  const rivals =
    made.origin === "labels" ? sets.filter((set) => set === made || isOverridden(set, made.files)) : [made];
  if (rivals.length === 1) return made;
  return preferred !== undefined && rivals.includes(preferred) ? preferred : undefined;
}

function mostNamed(sets: readonly KnownSet[], containers: readonly EngineContainer[]): KnownSet | undefined {
  const counts = new Map<KnownSet, number>();
  for (const { labels } of containers) {
    const { configFiles } = labels;
    const set =
      sets.find(({ files }) => sameFiles(configFiles, files)) ??
      sets.find((candidate) => isOverridden(candidate, configFiles));
    if (set !== undefined) counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, left], [, right]) => right - left);
  return most?.[0];
}
