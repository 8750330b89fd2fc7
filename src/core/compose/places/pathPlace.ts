import type { Place } from "../../../shared/model.ts";
import { children, walk } from "./configPath.ts";
import type { LinkedFiles } from "./linkedFiles.ts";
import { first, firstOf, inMergeOrder, inReadingOrder } from "./order.ts";
import type { PathClue } from "./problemClue.ts";
import { items, keyPlaceOf, placeOf, type Spot, textOf } from "./spot.ts";
import type { YamlFile } from "./yamlFile.ts";

/** Where the files have what a path stands for, or as much of it as they have. */
export function pathPlace(files: LinkedFiles, clue: PathClue): Place | undefined {
  let best: { readonly spot: Spot; readonly below: boolean; readonly score: number } | undefined;
  first(inMergeOrder(files, clue.file), (root) => {
    const { spot, depth, rest, complete } = walk(files, root, clue.text);
    // At the very top any quoted word would do: there only a key that Compose calls wrong counts.
    const below =
      complete || (depth === 0 && clue.wrong.length > 0) ? wrongBelow(files, spot, clue, rest) : undefined;
    const score = depth * 4 + (complete ? 2 : 0) + (below === undefined ? 0 : 1);
    if (score > (best?.score ?? 0)) {
      best = { spot: below ?? spot, below: below !== undefined, score };
    }
    return undefined;
  });
  if (best === undefined) {
    return clue.variable === undefined ? undefined : variablePlace(inReadingOrder(files), clue.variable);
  }
  const { spot, below } = best;
  const inside = clue.variable === undefined ? undefined : variableIn(spot, clue.variable);
  return inside ?? (below ? keyPlaceOf(spot) : placeOf(spot));
}

/** The key, or the item of a list, that Compose's words go on about. */
function wrongBelow(files: LinkedFiles, spot: Spot, { wrong }: PathClue, rest: string): Spot | undefined {
  const named = children(files, spot);
  if (wrong.length > 0) {
    const found = wrong.flatMap((each) => named.get(each) ?? items(spot)[Number(each)] ?? []);
    return found.sort((left, right) => startOf(left) - startOf(right))[0];
  }
  for (const [, word = ""] of rest.matchAll(/(?<!\w)["'`]([^"'`\n]+)["'`]/g)) {
    const found = named.get(word);
    if (found !== undefined) return found;
  }
  const said = rest.replace(/\.?\s*$/, "");
  return items(spot).find((item) => (textOf(item)?.length ?? 0) > 1 && said.endsWith(` ${textOf(item)}`));
}

function startOf({ key, value }: Spot): number {
  return (key ?? value)?.range[0] ?? 0;
}

/** Where a variable is used that must have a value. */
export function variablePlace(files: readonly YamlFile[], name: string): Place | undefined {
  return firstOf(files, (file) => {
    const offset = required(file.text, name);
    return offset < 0 ? undefined : file.place(offset);
  });
}

function variableIn({ file, value }: Spot, name: string): Place | undefined {
  const [start, end] = value?.range ?? [0, 0];
  const within = required(file.text.slice(start, end), name);
  if (within >= 0) return file.place(start + within);
  // Of lists Compose does not say which item.
  return variablePlace([file], name);
}

function required(text: string, name: string): number {
  return Math.max(text.indexOf(`\${${name}:?`), text.indexOf(`\${${name}?`));
}
