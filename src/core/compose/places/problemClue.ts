import { FORMS, inFile } from "./problemForms.ts";

/** What Compose's words say of the place, before any file is looked at. */
export type ProblemClue =
  /** The YAML itself; the line counts from 1, and is not always the right one. */
  | { readonly kind: "syntax"; readonly file?: string; readonly line?: number; readonly message: string }
  /** A line that is right. */
  | { readonly kind: "line"; readonly file?: string; readonly line: number; readonly mention: string }
  | PathClue
  /** A service that names another thing in one of its sections. */
  | {
      readonly kind: "reference";
      readonly service: string;
      readonly sections: readonly string[];
      readonly name: string;
    }
  | { readonly kind: "service"; readonly service: string; readonly keys: readonly string[] }
  /** A path that the files write down somewhere. */
  | { readonly kind: "file"; readonly path: string }
  /** A file of variables, given or somewhere among those that the compose files name. */
  | {
      readonly kind: "variables";
      readonly file?: string;
      readonly line: number;
      readonly message: string;
    }
  | { readonly kind: "variable"; readonly name: string }
  /** A word in one of a service's sections; which service is not said. */
  | { readonly kind: "value"; readonly section: string; readonly word: string }
  | { readonly kind: "healthcheck" }
  | { readonly kind: "alias"; readonly name: string }
  | { readonly kind: "merge"; readonly file?: string }
  | { readonly kind: "empty" };

export interface PathClue {
  readonly kind: "path";
  readonly file?: string;
  /** Begins with the path; Compose's other words follow. */
  readonly text: string;
  /** What is wrong below it: keys, or an item's number. */
  readonly wrong: readonly string[];
  /** A variable in it. */
  readonly variable?: string;
}

/** Variables without a value, and the like: one line each, before the error. */
const REMARK = /^time="[^"]*" level=(?:debug|info|warning)\b|^WARN(?:ING)?[[:]/;
/** Errors take a line or two; a fault of Compose's own (a Go panic) takes pages and says no place. */
const MAX_LENGTH = 4_000;

const PREFIXES =
  /^(?:validating )?(?:(?<file>\/[^\n]*?|[A-Za-z]:\\[^\n]*?): )?(?:error while interpolating |invalid interpolation format for |error decoding )?/;
const WRONG_BELOW = [
  /Additional property (.+?) is not allowed/,
  /additional properties ('[^\n]+') not allowed/,
  /items\[\d+,(\d+)\] must be unique/,
  /items at \d+ and (\d+) are equal/,
];

/** @param problem Compose's own words on stderr, or the sentence made of them */
export function problemClue(problem: string): ProblemClue {
  const said = problem.split("\n").filter((line) => line.trim() !== "" && !REMARK.test(line));
  const text = said.join("\n").slice(0, MAX_LENGTH);
  for (const { pattern, clue } of FORMS) {
    const match = pattern.exec(text);
    if (match) return clue(match.groups ?? {});
  }
  return pathClue(text.split("\n"));
}

/** Anything else begins with a path, or says nothing of a place: whether there is such a path the files can tell. */
function pathClue(lines: readonly string[]): PathClue {
  const isList = /^decoding failed due to/.test(lines[0] ?? "");
  const said = (isList ? lines[1] : lines[0]) ?? "";
  const prefix = PREFIXES.exec(said);
  const text = said.slice(prefix?.[0].length ?? 0).replace(/^\(root\) /, "");
  const named =
    WRONG_BELOW.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined) ?? "";
  // Compose 2.40 tells all of them, in no order of theirs.
  const quoted = [...named.matchAll(/'([^']+)'/g)].flatMap(([, name]) => name ?? []);
  const wrong = quoted.length > 0 ? quoted : named === "" ? [] : [named];
  return { kind: "path", ...inFile(prefix?.groups?.["file"]), text, wrong };
}
