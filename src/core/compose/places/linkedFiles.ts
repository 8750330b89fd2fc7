import path from "node:path";
import { entries, items, rootSpots, type Spot, textOf } from "./spot.ts";
import { parseYamlFile, type YamlFile } from "./yamlFile.ts";

export type ReadText = (file: string) => Promise<string | undefined>;

/** Absolute paths, in the order in which Compose merges the files. */
export interface FilesToLink {
  readonly files: readonly string[];
  readonly projectDir: string;
}

/** A set of compose files with what they bring in by `include` and `extends`. */
export interface LinkedFiles {
  /** As Compose was given them, without those that can't be read. */
  readonly given: readonly YamlFile[];
  /** What they bring in, nearest first; the services of those that are included are the stack's own. */
  readonly linked: readonly (YamlFile & { readonly included: boolean })[];
  readonly byPath: ReadonlyMap<string, YamlFile>;
  /** The files that a relative path in a file may mean: from its own folder, and from the project's. */
  candidates(from: YamlFile, relative: string): string[];
}

/** How a file came in. */
type Way = "given" | "included" | "extended";

interface Link {
  readonly file: string;
  readonly way: Way;
}

const MAX_FILES = 60;

/** Files that can't be read are left out; so is what a path with variables in it stands for. */
export async function loadLinkedFiles(
  { files, projectDir }: FilesToLink,
  readText: ReadText,
): Promise<LinkedFiles> {
  const candidates = ({ file }: YamlFile, relative: string) => [
    ...new Set([path.resolve(path.dirname(file), relative), path.resolve(projectDir, relative)]),
  ];
  const loaded = new Map<string, { readonly parsed: YamlFile; readonly way: Way }>();
  const tried = new Set<string>();
  let level: readonly Link[] = files.map((file) => ({ file, way: "given" }));
  while (level.length > 0) {
    const next: Link[] = [];
    for (const { file, way } of level) {
      if (tried.has(file) || tried.size >= MAX_FILES) continue;
      tried.add(file);
      const text = await readText(file);
      if (text === undefined) continue;
      const parsed = parseYamlFile(file, text);
      loaded.set(file, { parsed, way });
      for (const root of rootSpots(parsed)) {
        const top = entries(root);
        const included = way === "extended" ? [] : includedFiles(top);
        for (const each of included) next.push(...toLinks(each, "included"));
        for (const each of extendedFiles(top)) next.push(...toLinks(each, "extended"));
      }
      function toLinks(relative: string, by: Way): Link[] {
        return candidates(parsed, relative).map((each) => ({ file: each, way: by }));
      }
    }
    level = next;
  }
  const all = [...loaded.values()];
  return {
    given: all.filter(({ way }) => way === "given").map(({ parsed }) => parsed),
    linked: all
      .filter(({ way }) => way !== "given")
      .map(({ parsed, way }) => ({ ...parsed, included: way === "included" })),
    byPath: new Map(all.map(({ parsed }) => [parsed.file, parsed])),
    candidates,
  };
}

function includedFiles(top: ReadonlyMap<string, Spot>): string[] {
  const include = top.get("include");
  const listed = include === undefined ? [] : items(include);
  return listed.flatMap((item) => {
    const long = entries(item).get("path");
    const paths = long === undefined ? [item] : [long, ...items(long)];
    return paths.flatMap((spot) => textOf(spot) ?? []);
  });
}

function extendedFiles(top: ReadonlyMap<string, Spot>): string[] {
  const services = top.get("services");
  const declared = services === undefined ? [] : [...entries(services).values()];
  return declared.flatMap((service) => {
    const extended = entries(service).get("extends");
    const file = extended && entries(extended).get("file");
    return (file && textOf(file)) ?? [];
  });
}
