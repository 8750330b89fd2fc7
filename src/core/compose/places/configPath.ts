import type { LinkedFiles } from "./linkedFiles.ts";
import { entries, items, rootSpots, type Spot, textOf } from "./spot.ts";

/** How far a path could be followed. */
export interface Walked {
  readonly spot: Spot;
  /** How many of the path's parts were found. */
  readonly depth: number;
  /** What of the text was not followed: other words, or parts of the path that are not there. */
  readonly rest: string;
  /** All of the path was found. */
  readonly complete: boolean;
}

/**
 * Follows a path as Compose writes it (`services.web.ports.0`, `services[web].mem_limit`, `services.web.labels.[]`)
 * into a file. Names may have dots and spaces in them, so that only the file can tell where one ends: the longest
 * that fits is taken.
 * @param text begins with the path; other words may follow
 */
export function walk(files: LinkedFiles, root: Spot, text: string): Walked {
  return follow(files, { spot: root, rest: text.replace(/^[\s`'"]+/, ""), depth: 0, anyItem: false });
}

interface Position {
  readonly spot: Spot;
  readonly rest: string;
  readonly depth: number;
  /** It came by one item of a list of which Compose did not say which (`[]`). */
  readonly anyItem: boolean;
}

function follow(files: LinkedFiles, { spot, rest, depth, anyItem }: Position): Walked {
  const part = depth === 0 ? rest : rest.replace(/^\]?[.[]/, "");
  if (depth > 0 && part === rest) return { spot, depth, rest, complete: true };
  if (part.startsWith("[]") && !anyItem) {
    const walks = items(spot).map((item) =>
      follow(files, { spot: item, rest: part.slice(2), depth: depth + 1, anyItem: true }),
    );
    const [furthest] = walks.sort((left, right) => right.depth - left.depth);
    if (furthest !== undefined) return furthest;
  }
  const next = step(files, spot, part);
  if (next !== undefined) return follow(files, { ...next, depth: depth + 1, anyItem });
  // A full stop ends a sentence, not a path.
  return { spot, depth, rest, complete: depth > 0 && !/^\]?[.[][^\s\]]/.test(rest) };
}

/** The keys below each other; `undefined` where one is not there. */
export function descend(files: LinkedFiles, from: Spot, ...keys: readonly string[]): Spot | undefined {
  let spot: Spot | undefined = from;
  for (const key of keys) spot = spot && children(files, spot).get(key);
  return spot;
}

/** The service's entries in the file, and in what it extends: there they came from. */
export function children(files: LinkedFiles, spot: Spot): Map<string, Spot> {
  const found = entries(spot);
  if (spot.role !== "service") return found;
  const seen = new Set([spot.value]);
  let extended = extendedService(files, found);
  while (extended !== undefined && !seen.has(extended.value)) {
    seen.add(extended.value);
    const more = entries(extended);
    for (const [name, child] of more) if (!found.has(name)) found.set(name, child);
    extended = extendedService(files, more);
  }
  return found;
}

function extendedService(files: LinkedFiles, service: Map<string, Spot>): Spot | undefined {
  const link = service.get("extends");
  if (link === undefined) return undefined;
  const long = entries(link);
  const nameSpot = long.get("service") ?? link;
  const fileSpot = long.get("file");
  const name = textOf(nameSpot);
  const file = fileSpot && textOf(fileSpot);
  if (name === undefined) return undefined;
  const found =
    file === undefined
      ? link.file
      : files
          .candidates(link.file, file)
          .flatMap((each) => files.byPath.get(each) ?? [])
          .at(0);
  for (const root of found === undefined ? [] : rootSpots(found)) {
    const services = entries(root).get("services");
    const base = services && entries(services).get(name);
    if (base !== undefined) return base;
  }
  return undefined;
}

function step(files: LinkedFiles, spot: Spot, part: string): { spot: Spot; rest: string } | undefined {
  let longest: string | undefined;
  const named = children(files, spot);
  for (const key of named.keys()) {
    if (startsWithName(part, key) && key.length > (longest?.length ?? 0)) longest = key;
  }
  const child = longest === undefined ? undefined : named.get(longest);
  if (longest !== undefined && child !== undefined) return { spot: child, rest: part.slice(longest.length) };
  const list = items(spot);
  const index = /^\d+/.exec(part)?.[0];
  const item = index === undefined ? undefined : list[Number(index)];
  if (index !== undefined && item !== undefined) return { spot: item, rest: part.slice(index.length) };
  // `- NAME=value` and `- name` are what Compose makes a mapping of before it looks at it.
  for (const each of list) {
    const name = textOf(each)?.split("=")[0];
    if (name && startsWithName(part, name)) return { spot: each, rest: part.slice(name.length) };
  }
  return undefined;
}

function startsWithName(text: string, name: string): boolean {
  return name !== "" && text.startsWith(name) && !/[\w$-]/.test(text.charAt(name.length));
}
