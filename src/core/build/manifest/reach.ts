import { createHash } from "node:crypto";
import { CopySource } from "../dockerfile/copySource.ts";
import { directive, type Instruction } from "../dockerfile/dockerfileInstructions.ts";
import { readDockerfile, type Stage, stageIndex } from "../dockerfile/dockerfileStages.ts";
import { UNKNOWN } from "../dockerfile/shellWords.ts";

/** What an image can depend on, as far as its Dockerfile says so without being run. */
export interface Reach {
  /** Of the context; the images that it begins with may take more (`ONBUILD`). */
  readonly sources: readonly CopySource[];
  /** Of what the target's stages say: comments, layout, and other stages do not count. Absent: it says nothing. */
  readonly hash?: string;
}

export interface ReachOptions {
  /** The stage's name or number; absent: the last one. */
  readonly target?: string;
  /** Values of build arguments; what is not given is as the Dockerfile has it. */
  readonly arguments?: Readonly<Record<string, string>>;
}

const ALL = new CopySource(".");
/** Characters: a longer one was written by a program, and may take anything. */
const MOST_TEXT = 64 * 1024;

/** @param text the Dockerfile's; absent: it can't be read, so that anything may be reached */
export function reachOf(text: string | undefined, options: ReachOptions = {}): Reach {
  if (text === undefined) return { sources: [ALL] };
  if (text.length > MOST_TEXT) return { sources: [ALL], hash: hashOf([text]) };
  const { stages, globals } = readDockerfile(text, options.arguments);
  const last = options.target === undefined ? stages.length - 1 : stageIndex(stages, options.target);
  // Without such a stage it can't be built.
  if (last < 0) return { sources: [ALL], hash: hashOf([text]) };
  const reached = reachable(stages, last);
  const syntax = directive(text, "syntax");
  const said = reached.flatMap((stage) => stage.instructions.map(normal));
  const hash = hashOf([syntax ?? "", ...usedGlobals(globals, said), ...said]);
  // Another language.
  const isKnown = syntax === undefined || /(?:^|\/)dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax);
  return { sources: isKnown ? sourcesOf(reached, stages) : [ALL], hash };
}

/** The stages that a stage depends on, and itself, in order. */
function reachable(stages: readonly Stage[], target: number): readonly Stage[] {
  const found = new Set<number>();
  const open = [target];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const stage = stages[at];
    if (stage === undefined || found.has(at)) continue;
    found.add(at);
    open.push(...candidates(stages, stage.base, at));
    for (const step of stepsOf(stage, stages)) {
      if (step.kind !== "workingDir" && step.from !== undefined) {
        open.push(...candidates(stages, step.from, stages.length));
      }
    }
  }
  return stages.filter((_, index) => found.has(index));
}

/** The stages, among the first so many, that a name may mean: it may hold what is not known. */
function candidates(stages: readonly Stage[], name: string, count: number): readonly number[] {
  if (!name.includes(UNKNOWN)) return [stageIndex(stages, name, count)];
  const parts = name.toLowerCase().split(UNKNOWN);
  return stages.slice(0, count).flatMap((stage, index) => {
    return mayBe(stage.name, parts) || mayBe(String(index), parts) ? [index] : [];
  });
}

/** Whether a text may be made of the parts with anything between them. */
function mayBe(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.endsWith(parts.at(-1) ?? "");
}

/** What is done in the stage, with what the one that it begins with has left for it. */
function stepsOf(stage: Stage, stages: readonly Stage[]): Stage["steps"] {
  const left = candidates(stages, stage.base, stages.indexOf(stage)).flatMap(
    (index) => stages[index]?.onBuild ?? [],
  );
  return left.length === 0 ? stage.steps : [...left, ...stage.steps];
}

function sourcesOf(reached: readonly Stage[], stages: readonly Stage[]): readonly CopySource[] {
  return reached
    .flatMap((stage) => stepsOf(stage, stages))
    .flatMap((step) => {
      if (step.kind === "workingDir" || step.from !== undefined) return [];
      if (step.kind === "mount") return [step.source.includes(UNKNOWN) ? ALL : new CopySource(step.source)];
      if (step.unsure) return [ALL];
      return step.sources.map((source) => new CopySource(source, step));
    });
}

/** Those that are used, by others that are used as well. */
function usedGlobals(globals: readonly Instruction[], said: readonly string[]): readonly string[] {
  const used = new Set<string>();
  const read = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/\$\{?(\w+)/g)) used.add(name);
  };
  for (const text of said) {
    read(text);
    if (text.startsWith("ARG ")) for (const [name] of text.slice(4).matchAll(/\w+/g)) used.add(name);
  }
  const kept: string[] = [];
  for (const instruction of globals.toReversed()) {
    const text = normal(instruction);
    const names = text
      .slice(4)
      .split(" ")
      .map((word) => word.split("=")[0] ?? "");
    if (!names.some((name) => used.has(name))) continue;
    read(text);
    kept.unshift(text);
  }
  return kept;
}

/** An instruction without what only its layout says. */
function normal({ name, rest, heredocs }: Instruction): string {
  return [`${name} ${withoutLayout(rest)}`, ...heredocs].join("\n");
}

/** Spaces outside of quotes count as one. */
function withoutLayout(text: string): string {
  let said = "";
  let quote = "";
  for (const letter of text.trim()) {
    if (quote === letter) quote = "";
    else if (quote === "" && (letter === '"' || letter === "'")) quote = letter;
    if (quote === "" && /\s/.test(letter)) {
      if (!said.endsWith(" ")) said += " ";
    } else said += letter;
  }
  return said;
}

function hashOf(texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("base64url").slice(0, 22);
}
