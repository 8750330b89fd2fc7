import path from "node:path";
import { type Instruction, instructions } from "./dockerfileInstructions.ts";
import { DockerPatterns } from "./dockerPatterns.ts";
import { evaluate, flagValues, type Lookup, shellWords, splitFlags, UNKNOWN } from "./shellWords.ts";
import { assignments, declare, lookupOf, type Values, type Variables } from "./variables.ts";

export interface Stage {
  /** In small letters; empty for none. */
  readonly name: string;
  /** An image's name, or another stage's; it may hold {@link UNKNOWN}. */
  readonly base: string;
  readonly steps: readonly Step[];
  /** What is done in stages that begin with this one (`ONBUILD`). */
  readonly onBuild: readonly Step[];
  /** Its instructions; the first one is its FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Copy {
  readonly kind: "copy";
  /** Another stage, an image, or a context by its name; absent: the build context. It may hold {@link UNKNOWN}. */
  readonly from?: string;
  /** Relative to the context, normalized; a pattern, or `.`. Those that depend on what is not known are left out. */
  readonly sources: readonly string[];
  /** There are others. */
  readonly unsure: boolean;
  /** It may hold {@link UNKNOWN}. */
  readonly target: string;
  /** Relative to each source, and only of what is in it (BuildKit 0.25). */
  readonly excluded: DockerPatterns;
  /** The sources' folders are made in the target. */
  readonly parents: boolean;
}

/** What a RUN can read while it runs. */
interface Mount {
  readonly kind: "mount";
  /** As {@link Copy.from}. */
  readonly from?: string;
  /** Relative to what it is from, normalized; no pattern. It may hold {@link UNKNOWN}. */
  readonly source: string;
}

type Step = Copy | Mount | { readonly kind: "workingDir"; readonly folder: string };

export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** The arguments that are declared before the first stage. */
  readonly globals: readonly Instruction[];
}

type Draft = { -readonly [Key in keyof Stage]: Stage[Key] } & {
  readonly steps: Step[];
  readonly onBuild: Step[];
  readonly instructions: Instruction[];
  readonly variables: Variables;
};

/** @param given values of build arguments */
export function dockerfileStages(text: string, given: Values = {}): readonly Stage[] {
  return readDockerfile(text, given).stages;
}

/** Reads a Dockerfile's stages with what they take from the context (Dockerfile frontend 1.4 to 1.18). */
export function readDockerfile(text: string, given: Values = {}): Dockerfile {
  const globals = new Map<string, string>();
  const declared: Instruction[] = [];
  const stages: Draft[] = [];
  for (const instruction of instructions(text)) {
    const { name, rest } = instruction;
    const stage = stages.at(-1);
    if (name === "FROM") {
      stages.push(begin(instruction, stages, (variable) => globals.get(variable)));
    } else if (stage !== undefined) {
      stage.instructions.push(instruction);
      declare(instruction, stage.variables, globals, given);
      const lookup = lookupOf(stage.variables);
      if (name !== "ONBUILD") stage.steps.push(...steps(name, rest, lookup));
      else {
        const [, later = "", its = ""] = /^\s*(\w+)\s+(.*)$/s.exec(rest) ?? [];
        stage.onBuild.push(...steps(later.toUpperCase(), its, lookup));
      }
    } else if (name === "ARG") {
      declared.push(instruction);
      for (const [key, own] of assignments(rest)) {
        const value = given[key] ?? (own && evaluate(own, (each) => globals.get(each)));
        if (value !== undefined) globals.set(key, value);
      }
    }
  }
  return { stages, globals: declared };
}

/**
 * The stage of a name or number.
 * @param count it is among the first so many
 * @returns -1: there is none
 */
export function stageIndex(stages: readonly Stage[], name: string, count = stages.length): number {
  const named = stages.slice(0, count).findLastIndex((stage) => stage.name === name.toLowerCase());
  return named !== -1 || !/^\d+$/.test(name) || Number(name) >= count ? named : Number(name);
}

/**
 * What a COPY or an ADD takes, wherever it takes it from; `undefined`: nothing that can be told.
 * @param rest what follows its name
 */
export function readCopy(rest: string, lookup: Lookup = () => undefined): Copy | undefined {
  const { flags, args } = splitFlags(rest);
  const given = (args.startsWith("[") ? json(args) : shellWords(args)).map((word) => evaluate(word, lookup));
  const target = given.at(-1);
  const taken = given.slice(0, -1).filter((source) => !/^\d*<<|^[a-z][a-z\d+.-]*:\/\/|^git@/i.test(source));
  if (target === undefined || taken.length === 0) return undefined;
  const sources = taken.filter((source) => !source.includes(UNKNOWN)).map(inContext);
  const [from] = flagValues(flags, "from");
  return {
    kind: "copy",
    ...(from === undefined ? {} : { from: evaluate(from, lookup) }),
    sources,
    unsure: sources.length < taken.length,
    target,
    excluded: new DockerPatterns(flagValues(flags, "exclude").map((pattern) => evaluate(pattern, lookup))),
    parents: flags.some((flag) => flag === "--parents" || flag === "--parents=true"),
  };
}

function begin(instruction: Instruction, before: readonly Draft[], lookup: Lookup): Draft {
  const [written = "", as, own = ""] = shellWords(splitFlags(instruction.rest).args);
  const base = evaluate(written, lookup);
  const from = before[stageIndex(before, base)]?.variables;
  return {
    name: as?.toUpperCase() === "AS" ? own.toLowerCase() : "",
    base,
    steps: [],
    onBuild: [],
    instructions: [instruction],
    variables: {
      env: new Map(from?.env),
      args: new Map(from?.args),
      open: from?.open ?? base !== "scratch",
    },
  };
}

function steps(name: string, rest: string, lookup: Lookup): Step[] {
  if (name === "WORKDIR") return [{ kind: "workingDir", folder: evaluate(rest.trim(), lookup) }];
  if (name === "COPY" || name === "ADD") {
    const copy = readCopy(rest, lookup);
    return copy === undefined ? [] : [copy];
  }
  if (name !== "RUN") return [];
  return flagValues(splitFlags(rest).flags, "mount").flatMap((text) => {
    const fields = new Map(
      text.split(",").map((field) => {
        const [key = "", ...value] = field.split("=");
        return [key.toLowerCase(), evaluate(value.join("="), lookup)];
      }),
    );
    const type = fields.get("type") ?? "bind";
    const from = fields.get("from");
    // A cache may begin with another stage's files; others are no files of the context.
    if (type !== "bind" && (type !== "cache" || from === undefined)) return [];
    const source = inContext(fields.get("source") ?? fields.get("src") ?? ".");
    return [{ kind: "mount", source, ...(from === undefined ? {} : { from }) }];
  });
}

function inContext(source: string): string {
  return path.posix.normalize(`/${source}`).replace(/^\/+|\/$/g, "") || ".";
}

function json(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}
