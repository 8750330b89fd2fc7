import path from "node:path";
import type { Place } from "../../../shared/model.ts";
import type { LinkedFiles, ReadText } from "./linkedFiles.ts";
import { nodesOf, scalarText } from "./yamlFile.ts";

interface VariablesProblem {
  /** Where Compose names it: 2.26 does not for those of `env_file`. */
  readonly file?: string;
  /** Compose's, from 1; beyond the value that has no end. */
  readonly line: number;
  readonly message: string;
}

/** A name that a file of variables would have: nothing else is opened. */
const NAMED = /\.env$|^\.env|^env$/i;
const MAX_FILES = 40;

/** Where a file of variables (`.env`, `env_file`) can't be read. */
export async function variablesPlace(
  files: LinkedFiles,
  problem: VariablesProblem,
  readText: ReadText,
): Promise<Place | undefined> {
  const named = problem.file === undefined ? variableFiles(files) : [path.normalize(problem.file)];
  for (const file of named) {
    const text = await readText(file);
    const line = text === undefined ? undefined : faultyLine(text.split("\n"), problem);
    if (line !== undefined) return { file, line, column: 1 };
  }
  return undefined;
}

function faultyLine(lines: readonly string[], { line, message }: VariablesProblem): number | undefined {
  const quoted = /^unterminated quoted value (.+?)\.?$|in variable name "(.+?)"/.exec(message);
  const words = quoted?.[1] ?? quoted?.[2];
  if (words !== undefined) {
    const index = lines.slice(0, line).findLastIndex((each) => each.includes(words));
    return index < 0 ? undefined : index + 1;
  }
  const text = lines[line - 1];
  if (text === undefined) return undefined;
  const fits = message.startsWith("key cannot contain a space") ? /^[^#=]*\S\s+\S/.test(text) : text !== "";
  return fits ? line : undefined;
}

function variableFiles(files: LinkedFiles): string[] {
  const found = new Set<string>();
  for (const file of [...files.given, ...files.linked]) {
    for (const node of nodesOf(file)) {
      const text = scalarText(node);
      if (text === undefined || !NAMED.test(path.basename(text)) || found.size >= MAX_FILES) continue;
      for (const candidate of files.candidates(file, text)) found.add(candidate);
    }
  }
  return [...found];
}
