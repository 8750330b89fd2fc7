import path from "node:path";
import { entries, items, rootSpots, type Spot, textOf } from "./places/spot.ts";
import { parseYamlFile } from "./places/yamlFile.ts";

/** A compose file. */
export interface Source {
  readonly file: string;
  /** Where its relative paths start from. */
  readonly dir: string;
}

/** What one file brings in. */
export interface Links {
  readonly sources: readonly Source[];
  /** Files of variables and labels. */
  readonly others: readonly string[];
  /** Some compose file could not be followed. */
  readonly lost: boolean;
}

/** Of a text that is no YAML, what can be made out of it. */
export function linksOf({ file, dir }: Source, text: string): Links {
  const links = rootsOf(file, text).flatMap((root) => {
    const top = entries(root);
    const services = top.get("services");
    return [
      ...listed(top.get("include")).map((include) => includeLinks(include, dir)),
      ...(services === undefined ? [] : [...entries(services).values()]).map((service) =>
        serviceLinks(service, dir),
      ),
    ];
  });
  return {
    sources: links.flatMap(({ sources }) => sources),
    others: links.flatMap(({ others }) => others),
    lost: links.some(({ lost }) => lost),
  };
}

/** A path, or `{ path, project_directory, env_file }`; its own paths start from the first file's folder. */
function includeLinks(include: Spot, dir: string): Links {
  const long = entries(include);
  const names = texts(long.get("path") ?? include);
  const files = resolved(names, dir);
  const [ownDir = path.dirname(files[0] ?? dir)] = resolved(texts(long.get("project_directory")), dir);
  const envFiles = resolved(texts(long.get("env_file")), dir);
  return {
    sources: files.map((file) => ({ file, dir: ownDir })),
    others: envFiles.length > 0 ? envFiles : [path.join(ownDir, ".env")],
    lost: files.length < names.length || names.length === 0,
  };
}

function serviceLinks(service: Spot, dir: string): Links {
  const own = entries(service);
  const link = own.get("extends");
  const names = texts(link && entries(link).get("file"));
  const files = resolved(names, dir);
  return {
    sources: files.map((file) => ({ file, dir: path.dirname(file) })),
    others: resolved([...texts(own.get("env_file")), ...texts(own.get("label_file"))], dir),
    lost: files.length < names.length,
  };
}

/** Nothing where the text is beyond what the parser can take. */
function rootsOf(file: string, text: string): Spot[] {
  try {
    return rootSpots(parseYamlFile(file, text));
  } catch {
    return [];
  }
}

/** A list's items, or the one value that stands instead of a list. */
function listed(spot: Spot | undefined): Spot[] {
  if (spot === undefined) return [];
  const list = items(spot);
  return list.length > 0 ? list : [spot];
}

/** `a`, `[a, b]` and `[{ path: a }]`. */
function texts(spot: Spot | undefined): string[] {
  return listed(spot).flatMap((each) => textOf(entries(each).get("path") ?? each) ?? []);
}

/** Without paths that have variables in them or lead to another machine. */
function resolved(names: readonly string[], dir: string): string[] {
  return names
    .filter((name) => name !== "" && !name.includes("$") && !/^(?:[a-z][a-z0-9+.-]+:|git@)/i.test(name))
    .map((name) => path.resolve(dir, name));
}
