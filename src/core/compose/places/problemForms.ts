import type { ProblemClue } from "./problemClue.ts";

type Groups = Readonly<Record<string, string | undefined>>;

interface Form {
  readonly pattern: RegExp;
  readonly clue: (groups: Groups) => ProblemClue;
}

const DEPENDENCIES = ["depends_on", "links", "volumes_from", "network_mode", "ipc", "pid", "uts"];
const SECTIONS: Readonly<Record<string, string>> = {
  volume: "volumes",
  network: "networks",
  secret: "secrets",
  config: "configs",
  model: "models",
};
const FILE = String.raw`(?:failed to (?:parse|read) (?<file>[^\n]+?): )?`;
/** Not the end of `compose.yaml: services.web must be a mapping`. */
const YAML = String.raw`(?<![\w.])yaml: `;

/**
 * Recorded from Compose 2.26.1 and 2.40.3 (test/streams/compose/place-*.txt); first the most particular. The sentences
 * that `summarizeFailure` makes of them are among them.
 */
export const FORMS: readonly Form[] = [
  form(
    String.raw`${FILE}line (?<line>\d+): (?<message>key cannot contain a space|unterminated quoted value|unexpected character)(?<mention>[^\n]*)`,
    ({ file, line, message, mention }) => ({
      kind: "variables",
      ...inFile(file),
      line: Number(line),
      message: `${message}${mention}`,
    }),
  ),
  form(
    String.raw`${FILE}line (?<line>\d+): (?:mapping key "(?<key>[^\n]*)" already defined|cannot unmarshal)`,
    ({ file, line, key = "" }) => ({ kind: "line", ...inFile(file), line: Number(line), mention: key }),
  ),
  form(String.raw`${YAML}unknown anchor '(?<name>[^\n]*)' referenced`, ({ name = "" }) => ({
    kind: "alias",
    name,
  })),
  form(`${FILE}${YAML}map merge requires`, ({ file }) => ({ kind: "merge", ...inFile(file) })),
  form(
    String.raw`${FILE}${YAML}(?:line (?<line>\d+): )?(?<message>[^\n]*)`,
    ({ file, line, message = "" }) => ({
      kind: "syntax",
      ...inFile(file),
      ...(line === undefined ? {} : { line: Number(line) }),
      message,
    }),
  ),
  form("empty compose file", () => ({ kind: "empty" })),
  form(
    String.raw`service "(?<service>[^\n"]+)" depends on undefined service "?(?<name>[^\n":]+)`,
    ({ service = "", name = "" }) => ({ kind: "reference", service, sections: DEPENDENCIES, name }),
  ),
  form(
    String.raw`dependency cycle detected: (?<service>[^\n]+?) -> (?<name>[^\n]+?)(?: ->|\.?\s*$)`,
    ({ service = "", name = "" }) => ({ kind: "reference", service, sections: DEPENDENCIES, name }),
  ),
  form(
    String.raw`service "(?<service>[^\n"]+)" refers to undefined (?<build>build )?(?<what>\w+) (?<name>[^\n:]+?)(?::|\.?\s*$)`,
    ({ service = "", build = "", what = "", name = "" }) => ({
      kind: "reference",
      service,
      sections: [`${build.replace(" ", ".")}${SECTIONS[what] ?? what}`],
      name,
    }),
  ),
  form(
    String.raw`service "(?<service>[^\n"]+)" has neither an image nor a build context`,
    ({ service = "" }) => ({
      kind: "service",
      service,
      keys: [],
    }),
  ),
  form(
    String.raw`cannot extend service "(?<service>[^\n"]+)" in (?<file>[^\n]+?): service`,
    ({ service, file }) => ({
      kind: "path",
      ...inFile(file),
      text: `services.${service}.extends.service`,
      wrong: [],
    }),
  ),
  form(
    String.raw`Circular reference:\s+(?<service>[^\n]+?) in (?<file>[^\n]+?)\s+extends `,
    ({ service, file }) => ({
      kind: "path",
      ...inFile(file),
      text: `services.${service}.extends`,
      wrong: [],
    }),
  ),
  form(String.raw`extends\.(?<service>[^\n]+)\.service is required`, ({ service }) => ({
    kind: "path",
    text: `services.${service}.extends`,
    wrong: [],
  })),
  form(String.raw`include cycle detected:[\s\S]*\s+include (?<path>[^\n]+?)\.?\s*$`, ({ path = "" }) => ({
    kind: "file",
    path,
  })),
  form(String.raw`\bopen (?<path>[^\n]+?): no such file or directory`, ({ path = "" }) => ({
    kind: "file",
    path,
  })),
  form(String.raw`env file (?<path>[^\n]+?) (?:not found|does not exist)`, ({ path = "" }) => ({
    kind: "file",
    path,
  })),
  form(
    String.raw`error while interpolating (?<text>[^\n]*?: )required variable (?<variable>\S+) is missing`,
    ({ text = "", variable = "" }) => ({ kind: "path", text, wrong: [], variable }),
  ),
  form(String.raw`\bvariable (?<name>\S+) (?:has no value|is missing a value)`, ({ name = "" }) => ({
    kind: "variable",
    name,
  })),
  form(
    String.raw`invalid ?(?<what>hostport|containerport|ip address|proto): (?<word>[^\n]+?)\.?\s*$`,
    ({ word = "" }) => ({ kind: "value", section: "ports", word }),
  ),
  form(
    String.raw`invalid ranges specified for container and host ports: (?<container>\S+) and (?<host>[^\s.]+)`,
    ({ container, host }) => ({ kind: "value", section: "ports", word: `${host}:${container}` }),
  ),
  form("invalid empty volume spec", () => ({ kind: "value", section: "volumes", word: "" })),
  form(String.raw`invalid spec: (?<word>[^\n]+): `, ({ word = "" }) => ({
    kind: "value",
    section: "volumes",
    word,
  })),
  form(
    String.raw`service\.build\.platforms must include service\.platform "(?<word>[^\n"]+)"`,
    ({ word = "" }) => ({
      kind: "value",
      section: "platform",
      word,
    }),
  ),
  form(String.raw`healthcheck\.test must start`, () => ({ kind: "healthcheck" })),
  form(
    String.raw`can't set container_name and (?<service>[^\n]+?) as container name must be unique`,
    ({ service = "" }) => ({ kind: "service", service, keys: ["container_name"] }),
  ),
  form(
    String.raw`service "?(?<service>[^\n"]+?)"? declares mutual+y exclusive (?<keys>[^\n:]*)`,
    ({ service = "", keys = "" }) => ({ kind: "service", service, keys: keys.match(/\w+/g) ?? [] }),
  ),
  form(
    String.raw`non-string key (?:at top level|in (?<text>[^\n]+)): (?<child>[^\n]+?)\.?\s*$`,
    (groups) => ({
      kind: "path",
      text: groups["text"] ?? "",
      wrong: [groups["child"] ?? ""],
    }),
  ),
];

function form(pattern: string, clue: Form["clue"]): Form {
  return { pattern: new RegExp(pattern, "i"), clue };
}

/** The file, where there is one. */
export function inFile(file: string | undefined): { readonly file?: string } {
  return file === undefined ? {} : { file };
}
