import type { BuildRecord } from "../shared/builds.ts";
import { shortId } from "./buildWords.ts";

type Identified = Pick<BuildRecord, "id">;

/** Shorter ones would have to be looked up again when a few more builds are there. */
const SHORTEST = 7;

/** How much of the builds' ids tells each of them from the others. */
export function idLength(records: readonly Identified[]): number {
  const ids = records.map(({ id }) => shortId(id)).sort();
  const common = ids.map((id, index) => commonStart(id, ids[index - 1] ?? "") + 1);
  return Math.max(SHORTEST, ...common);
}

function commonStart(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

/**
 * @param records the newest first
 * @param wanted `last`, an id, or how an id or its last part begins
 * @returns the builds that are meant: one, none, or several
 */
export function findBuilds<T extends Identified>(records: readonly T[], wanted: string): readonly T[] {
  if (wanted === "last") return records.slice(0, 1);
  const exact = records.filter(({ id }) => id === wanted || shortId(id) === wanted);
  if (exact.length > 0) return exact;
  return records.filter(({ id }) => shortId(id).startsWith(wanted) || id.startsWith(wanted));
}
