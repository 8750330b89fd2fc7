import type { Instruction } from "../dockerfile/dockerfileInstructions.ts";
import { readDockerfile, type Stage, stageIndex } from "../dockerfile/dockerfileStages.ts";
import type { BreakFacts } from "./facts.ts";
import { findInstruction, fitsParts, type StepPlace } from "./findInstruction.ts";

export interface ChangedArgument {
  readonly name: string;
  /** Absent: it was not given. */
  readonly before?: string;
  readonly now?: string;
}

/** They are no part of what the cache looks at (Dockerfile reference, predefined arguments). */
const UNSEEN = /^(?:https?|ftp|no|all)_proxy$/i;

/** The arguments whose values differ from the build before. Of those whose values are hidden, that can't be told. */
export function changedArguments(facts: Pick<BreakFacts, "arguments" | "previous">): ChangedArgument[] {
  const before = facts.previous?.arguments ?? {};
  const names = new Set([...Object.keys(before), ...Object.keys(facts.arguments)]);
  return [...names].sort().flatMap((name): ChangedArgument[] => {
    const [old, now] = [before[name], facts.arguments[name]];
    if (old === now || UNSEEN.test(name)) return [];
    return [{ name, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { now }) }];
  });
}

/** The arguments that a step sees: declared before it in its stage, or in those that this begins with. */
export function seenArguments(dockerfile: string, step: StepPlace): ReadonlySet<string> | undefined {
  const { stages } = readDockerfile(dockerfile);
  const found = findInstruction(stages, step);
  if (found === undefined) return undefined;
  const { stage, instruction } = found;
  const own = stage.instructions.filter(({ line }) => line < instruction.line);
  const begun = bases(stages, stage).flatMap(({ instructions }) => instructions);
  return new Set([...own, ...begun].flatMap(declared));
}

/** The arguments that name the images: declared before the first FROM. */
export function imageArguments(dockerfile: string): ReadonlySet<string> {
  return new Set(readDockerfile(dockerfile).globals.flatMap(declared));
}

/** Whether an argument's other value makes the one text of the other: BuildKit puts values into a step's text. */
export function differsBy(text: string, before: string, { now, before: old }: ChangedArgument): boolean {
  if (now === undefined || now === "")
    return old ? differsBy(before, text, { name: "", now: old, ...back(now) }) : false;
  const parts = text.split(now);
  if (parts.length < 2 || parts.length > MOST_PLACES || text === before) return false;
  // The default, which is not known.
  if (old === undefined) return fitsParts(parts, before);
  const [start = "", ...others] = parts;
  let reached: ReadonlySet<number> = new Set(before.startsWith(start) ? [start.length] : []);
  for (const part of others) {
    const next = new Set<number>();
    // Any of its places may hold the value by chance.
    for (const value of [old, now]) {
      for (const at of reached) {
        if (before.startsWith(value + part, at)) next.add(at + value.length + part.length);
      }
    }
    reached = next;
  }
  return reached.has(before.length);
}

function back(now: string | undefined): { readonly before?: string } {
  return now === undefined ? {} : { before: now };
}

const MOST_PLACES = 100;

/** The stages that a stage begins with. */
function bases(stages: readonly Stage[], stage: Stage): readonly Stage[] {
  const found: Stage[] = [];
  let at = stages.indexOf(stage);
  for (let base: Stage | undefined = stage; base !== undefined; base = stages[at]) {
    if (base !== stage) found.push(base);
    at = stageIndex(stages, base.base, at);
  }
  return found;
}

function declared({ name, rest }: Instruction): readonly string[] {
  if (name !== "ARG") return [];
  return [...rest.matchAll(/(?:^|\s)([A-Za-z_]\w*)(?==|\s|$)/g)].map(([, word = ""]) => word);
}
