import type { ServiceBuild } from "../../compose/model.ts";
import { instructions } from "../dockerfile/dockerfileInstructions.ts";

interface Stage {
  /** In small letters; empty for none. */
  readonly name: string;
  /** Stages that it begins with or copies from, by name or number; images among them. */
  readonly uses: string[];
  readonly declared: string[];
}

/**
 * The build arguments that a Dockerfile declares (`ARG`) for a build: before the first stage, in the stage that is
 * built, and in those that it needs.
 */
export function declaredArguments(
  text: string,
  { target, arguments: given = {} }: Pick<ServiceBuild, "target" | "arguments">,
): ReadonlySet<string> {
  const values = new Map<string, string>();
  const declared: string[] = [];
  const stages: Stage[] = [];
  for (const { name, rest } of instructions(text)) {
    const stage = stages.at(-1);
    if (name === "FROM") {
      const [base = "", as, own = ""] = rest.split(/\s+/).filter((word) => !word.startsWith("--"));
      stages.push({
        name: as?.toUpperCase() === "AS" ? own.toLowerCase() : "",
        uses: [filledIn(base, values).toLowerCase()],
        declared: [],
      });
    } else if (name === "ARG") {
      for (const [, word = "", value] of rest.matchAll(
        /(?:^|\s)([A-Za-z_]\w*)(?:=["']?([^\s"']*)|(?=\s|$))/g,
      )) {
        (stage?.declared ?? declared).push(word);
        if (stage === undefined) values.set(word, given[word] ?? filledIn(value ?? "", values));
      }
    } else {
      const from = [...rest.matchAll(/(?:--from=|\bfrom=)([^\s,]+)/g)].map(([, used = ""]) => used);
      stage?.uses.push(...from.map((used) => used.toLowerCase()));
    }
  }
  const needed = reachable(stages, target?.toLowerCase());
  return new Set([...declared, ...needed.flatMap((stage) => stage.declared)]);
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`: only those before the first stage count in a FROM. */
function filledIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, short?: string, long?: string, otherwise = "") => values.get(short ?? long ?? "") || otherwise,
  );
}

function reachable(stages: readonly Stage[], target: string | undefined): readonly Stage[] {
  const find = (name: string) => stages.find((stage) => stage.name === name) ?? stages[Number(name || "-1")];
  const first = target === undefined ? stages.at(-1) : find(target);
  // It can't be built; nothing is lost by taking all.
  if (first === undefined) return stages;
  const found = new Set<Stage>();
  const open = [first];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (found.has(stage)) continue;
    found.add(stage);
    open.push(...stage.uses.flatMap((used) => find(used) ?? []));
  }
  return [...found];
}
