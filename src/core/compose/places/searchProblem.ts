import path from "node:path";
import { isAlias } from "yaml";
import type { Place } from "../../../shared/model.ts";
import { children, descend } from "./configPath.ts";
import { type FilesToLink, type LinkedFiles, loadLinkedFiles, type ReadText } from "./linkedFiles.ts";
import { first, firstOf, inMergeOrder, inReadingOrder } from "./order.ts";
import { pathPlace, variablePlace } from "./pathPlace.ts";
import { problemClue } from "./problemClue.ts";
import { findReference, servicesIn, valueIn } from "./references.ts";
import { items, keyPlaceOf, placeOf, rootSpots, textOf } from "./spot.ts";
import { linePlace, lineText, syntaxPlace } from "./syntaxPlace.ts";
import { variablesPlace } from "./variablesPlace.ts";
import { nodesOf, scalarText, type YamlFile } from "./yamlFile.ts";

/** See `locateProblem`; throws where a file is beyond what the parser can take. */
export async function searchProblem(
  problem: string,
  set: FilesToLink,
  readText: ReadText,
): Promise<Place | undefined> {
  const files = await loadLinkedFiles(set, readText);
  const clue = problemClue(problem);
  switch (clue.kind) {
    case "syntax": {
      const read = inReadingOrder(files, clue.file);
      const broken = read.filter(({ faults }) => faults.length > 0);
      return firstOf(broken.length > 0 ? broken : read, (file) => syntaxPlace(file, clue));
    }
    case "line": {
      const fits = (file: YamlFile) => lineText(file, clue.line).includes(clue.mention);
      const file = inReadingOrder(files, clue.file).find(fits);
      return file && linePlace(file, clue.line);
    }
    case "path":
      return pathPlace(files, clue);
    case "reference": {
      const spot = first(inMergeOrder(files), (root) =>
        findReference(files, root, clue.service, clue.sections, clue.name),
      );
      return spot ? placeOf(spot) : servicePlace(files, clue.service, []);
    }
    case "service":
      return servicePlace(files, clue.service, clue.keys);
    case "file":
      return scalarPlace(files, (text, file) =>
        files.candidates(file, text).includes(path.normalize(clue.path)),
      );
    case "variables":
      return variablesPlace(files, clue, readText);
    case "variable":
      return variablePlace(inReadingOrder(files), clue.name);
    case "value": {
      const spot = first(inMergeOrder(files), (root) => valueIn(files, root, clue.section, clue.word));
      return spot && placeOf(spot);
    }
    case "healthcheck":
      return healthcheckPlace(files);
    case "alias":
      return nodePlace(inReadingOrder(files), (node) => isAlias(node) && node.source === clue.name);
    case "merge":
      return nodePlace(inReadingOrder(files, clue.file), (node) => scalarText(node) === "<<");
    case "empty": {
      const empty = files.given.find(({ documents }) => documents.every(({ contents }) => contents === null));
      return empty && { file: empty.file, line: 1, column: 1 };
    }
  }
}

/** The first file that has the service, as the base is where people look for it. */
function servicePlace(files: LinkedFiles, service: string, keys: readonly string[]): Place | undefined {
  const spots = inReadingOrder(files).flatMap((file) =>
    rootSpots(file).flatMap((root) => descend(files, root, "services", service) ?? []),
  );
  for (const spot of spots) {
    const named = children(files, spot);
    const build = named.get("build");
    for (const key of keys) {
      const found = named.get(key) ?? (build && children(files, build).get(key));
      if (found !== undefined) return keyPlaceOf(found);
    }
  }
  return spots[0] && keyPlaceOf(spots[0]);
}

function healthcheckPlace(files: LinkedFiles): Place | undefined {
  return first(inMergeOrder(files), (root) => {
    for (const service of servicesIn(files, root)) {
      const [word] = items(descend(files, service, "healthcheck", "test") ?? service);
      if (word && !["CMD", "CMD-SHELL", "NONE"].includes(textOf(word) ?? "")) return placeOf(word);
    }
    return undefined;
  });
}

function scalarPlace(files: LinkedFiles, fits: (text: string, file: YamlFile) => boolean): Place | undefined {
  return firstOf(inReadingOrder(files), (file) =>
    nodePlace([file], (node) => {
      const text = scalarText(node);
      return text !== undefined && text !== "" && fits(text, file);
    }),
  );
}

type NodeOf = ReturnType<typeof nodesOf> extends Generator<infer N> ? N : never;

function nodePlace(files: readonly YamlFile[], fits: (node: NodeOf) => boolean): Place | undefined {
  for (const file of files) {
    for (const node of nodesOf(file)) if (fits(node)) return file.place(node.range[0]);
  }
  return undefined;
}
