import path from "node:path";
import type { LinkedFiles } from "./linkedFiles.ts";
import { rootSpots, type Spot } from "./spot.ts";
import type { YamlFile } from "./yamlFile.ts";

/** As Compose reads them: each file that is broken ends it. A file that Compose names is the only one. */
export function inReadingOrder(files: LinkedFiles, named?: string): readonly YamlFile[] {
  const file = named === undefined ? undefined : files.byPath.get(path.normalize(named));
  return file === undefined ? [...files.given, ...files.linked] : [file];
}

/** Where a value comes from: the last file has the last word. A file that Compose names goes before. */
export function inMergeOrder(files: LinkedFiles, named?: string): readonly YamlFile[] {
  const file = named === undefined ? undefined : files.byPath.get(path.normalize(named));
  return [...(file === undefined ? [] : [file]), ...files.given.toReversed(), ...files.linked];
}

/** Of several documents in a file, too, the last has the last word. */
export function first<T>(files: readonly YamlFile[], find: (root: Spot) => T | undefined): T | undefined {
  return firstOf(files, (file) => firstOf(rootSpots(file).toReversed(), find));
}

export function firstOf<T, R>(list: readonly T[], find: (each: T) => R | undefined): R | undefined {
  for (const each of list) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
