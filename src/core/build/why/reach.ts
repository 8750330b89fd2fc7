import type { BuildGraph } from "../progress/graph.ts";

export type Users = ReadonlyMap<string, readonly string[]>;

/** Of each vertex, those that are made from it; by digest. */
export function usersOf({ vertexes }: BuildGraph): Users {
  const users = new Map<string, string[]>();
  for (const { digest, inputs } of vertexes.values()) {
    for (const input of new Set(inputs)) {
      const known = users.get(input);
      if (known === undefined) users.set(input, [digest]);
      else known.push(digest);
    }
  }
  return users;
}

/** What can be got to, the beginnings included. */
export function reach(
  from: readonly string[],
  next: (digest: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set(from);
  const open = [...from];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    for (const each of next(digest)) {
      if (found.has(each)) continue;
      found.add(each);
      open.push(each);
    }
  }
  return found;
}

/**
 * Vertexes that were missed and whose output all that use it found in the cache: its content was the same, as it can
 * be for `COPY --from`.
 * @param counts which of those that were found
 */
export function absorbedIn(
  { vertexes }: BuildGraph,
  users: Users,
  counts: (digest: string) => boolean,
): ReadonlySet<string> {
  const open = new Map<string, number>();
  const fine: string[] = [];
  for (const { digest, cached } of vertexes.values()) {
    open.set(digest, users.get(digest)?.length ?? 0);
    if (cached && counts(digest)) fine.push(digest);
  }
  const absorbed = new Set<string>();
  for (let digest = fine.pop(); digest !== undefined; digest = fine.pop()) {
    for (const input of new Set(vertexes.get(digest)?.inputs)) {
      const left = (open.get(input) ?? 0) - 1;
      open.set(input, left);
      if (left !== 0 || vertexes.get(input)?.cached === true) continue;
      absorbed.add(input);
      fine.push(input);
    }
  }
  return absorbed;
}
