import { children, descend } from "./configPath.ts";
import type { LinkedFiles } from "./linkedFiles.ts";
import { entries, items, type Spot, textOf } from "./spot.ts";

/** Where a service names another thing: `db`, `db:ro`, `service:db`, `{ source: db }`, or as a key. */
export function findReference(
  files: LinkedFiles,
  root: Spot,
  service: string,
  sections: readonly string[],
  name: string,
): Spot | undefined {
  const own = descend(files, root, "services", service);
  if (own === undefined) return undefined;
  for (const path of sections) {
    const section = descend(files, own, ...path.split("."));
    if (section === undefined) continue;
    const key = entries(section).get(name);
    if (key !== undefined) return { ...key, value: key.key ?? key.value };
    const item = [section, ...items(section)].find((each) => names(each, name));
    if (item !== undefined) return entries(item).get("source") ?? item;
  }
  return undefined;
}

export function servicesIn(files: LinkedFiles, root: Spot): Spot[] {
  const services = descend(files, root, "services");
  return services === undefined ? [] : [...entries(services).values()];
}

/** The first item of any service's section that has the word in it; with variables, one that may have it. */
export function valueIn(files: LinkedFiles, root: Spot, section: string, word: string): Spot | undefined {
  let possible: Spot | undefined;
  for (const service of servicesIn(files, root)) {
    const found = children(files, service).get(section);
    if (found === undefined) continue;
    for (const each of [found, ...items(found)]) {
      const text = textOf(each);
      if (text === undefined) continue;
      if (hasWord(text, word)) return each;
      if (text.includes("$")) possible ??= each;
    }
  }
  return possible;
}

function names(spot: Spot, name: string): boolean {
  const text = textOf(entries(spot).get("source") ?? spot);
  return text !== undefined && (text === name || text === `service:${name}` || text.startsWith(`${name}:`));
}

function hasWord(text: string, word: string): boolean {
  if (word === "") return text === "";
  const start = text.indexOf(word);
  if (start < 0) return false;
  return !/\w/.test(text.charAt(start - 1)) && !/\w/.test(text.charAt(start + word.length));
}
