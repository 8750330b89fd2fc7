import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { isOverridden } from "./overridden.ts";
import { sameFiles } from "./project.ts";

/**
 * The set of files that the stack is in: the one that its containers were made from (running ones before
 * others), else the user's choice, else the only one there is. Where the containers do not tell two sets apart (of the
 * same files, with other profiles), the user's choice, else the first. `undefined`: it has to be asked, also where the
 * containers were made without an override file that is there now.
 */
export function activeMode(
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
  chosen: string | undefined,
): KnownSet | undefined {
  const preferred = sets.find((set) => set.id === chosen);
  // What `compose run` made says how somebody once ran something beside the stack.
  const own = containers.filter(({ oneOff }) => !oneOff);
  const running = own.filter((container) => container.status === "running");
  const made = [running, own, containers]
    .map((each) => mostNamed(sets, each, preferred))
    .find((set) => set !== undefined);
  if (made === undefined) return preferred ?? (sets.length === 1 ? sets[0] : undefined);
  const rivals =
    made.origin === "labels" ? sets.filter((set) => set === made || isOverridden(set, made.files)) : [made];
  if (rivals.length === 1) return made;
  return preferred !== undefined && rivals.includes(preferred) ? preferred : undefined;
}

/**
 * A container that is the same in several modes was left alone by Up, with the labels of the mode that it was once
 * made in: it counts only where there are no others.
 */
function mostNamed(
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
  preferred: KnownSet | undefined,
): KnownSet | undefined {
  const named = containers.flatMap((container) => {
    const set = namedBy(container, sets, preferred);
    return set === undefined ? [] : [{ container, set }];
  });
  const telling = named.filter(
    ({ container, set }) => !sets.some((other) => !isSame(other, set) && isAsIn(other, container)),
  );
  // The choice is taken where nothing that runs speaks against it.
  if (telling.length === 0 && preferred !== undefined && named.length > 0) {
    if (named.every(({ container }) => isAsIn(preferred, container))) return preferred;
  }
  const counts = new Map<KnownSet, number>();
  for (const { set } of telling.length > 0 ? telling : named) counts.set(set, (counts.get(set) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const first = [...counts].filter(([, count]) => count === most).map(([set]) => set);
  return preferred !== undefined && first.includes(preferred) ? preferred : first[0];
}

function namedBy(
  { labels }: EngineContainer,
  sets: readonly KnownSet[],
  preferred: KnownSet | undefined,
): KnownSet | undefined {
  const { configFiles, envFiles = [] } = labels;
  const same = sets.filter(({ files }) => sameFiles(configFiles, files));
  const exact = same.filter((set) => sameFiles(set.envFiles, envFiles));
  if (preferred !== undefined && exact.includes(preferred)) return preferred;
  return exact[0] ?? same[0] ?? sets.find((set) => isOverridden(set, configFiles));
}

/** By Compose's hash, which is all that Up compares of a mode. */
function isAsIn({ model }: KnownSet, { labels }: EngineContainer): boolean {
  const hash = model?.services.find(({ name }) => name === labels.service)?.hash;
  return hash !== undefined && hash === labels.configHash;
}

function isSame(left: KnownSet, right: KnownSet): boolean {
  return sameFiles(left.files, right.files) && sameFiles(left.envFiles, right.envFiles);
}
