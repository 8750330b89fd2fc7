import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { sameFiles } from "./project.ts";

/**
 * The set of files that the stack is in: the one that its containers were made from (running ones before
 * others), else the user's choice, else the only one there is. `undefined`: it has to be asked.
 */
export function activeMode(
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
  chosen: string | undefined,
): KnownSet | undefined {
  const running = containers.filter((container) => container.status === "running");
  return (
    mostNamed(sets, running) ??
    mostNamed(sets, containers) ??
    sets.find((set) => set.id === chosen) ??
    (sets.length === 1 ? sets[0] : undefined)
  );
}

function mostNamed(sets: readonly KnownSet[], containers: readonly EngineContainer[]): KnownSet | undefined {
  const counted = sets
    .map((set) => ({
      set,
      count: containers.filter((container) => sameFiles(container.labels.configFiles, set.files)).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count);
  return counted[0]?.set;
}
