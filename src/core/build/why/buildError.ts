import { stripVTControlCharacters } from "node:util";
import type { BuildError } from "../../../shared/builds.ts";
import type { Place } from "../../../shared/model.ts";
import { redactText } from "../../base/redact.ts";
import { dockerfileStages } from "../dockerfile/dockerfileStages.ts";
import type { GraphVertex } from "../progress/graph.ts";
import { type StepName, stepName, targetsOf } from "../progress/stepName.ts";
import { type Excerpt, readExcerpt } from "./excerpt.ts";
import type { ErrorFacts } from "./facts.ts";
import { failedVertex } from "./failedVertex.ts";
import { failureReason } from "./failureReason.ts";
import { findImage } from "./findImage.ts";
import { findInstruction } from "./findInstruction.ts";

const MAX_LINES = 20;
const MAX_LINE = 500;
const MAX_MESSAGE = 300;

/** What failed in a build, and where; `undefined`: nothing says that it did. */
export function buildError(facts: ErrorFacts): BuildError | undefined {
  const { graph, inspected, output = "" } = facts;
  const vertex = failedVertex(graph, inspected?.error?.name);
  const lines = [...graph.text, ...plainLines(output)];
  const targets = targetsOf(graph.vertexes.values());
  const named = stepName(vertex?.name ?? headerName(lines) ?? "", targets);
  // What is no step, as the loading of an image's metadata, says only a part of it.
  const ofVertex = named === undefined ? undefined : vertex?.error;
  const said = inspected?.error?.message ?? ofVertex ?? lastWord(lines) ?? vertex?.error;
  if (said === undefined) return undefined;
  const excerpt =
    readExcerpt(plainLines(inspected?.error?.source ?? "")) ?? excerptOf(lines, facts.dockerfile);
  const step = named?.text ?? excerpt?.step;
  const found = facts.dockerfile === undefined ? undefined : findPlace(facts, said, excerpt, named);
  return {
    message: sentence(failureReason(said, step)),
    ...(step === undefined ? {} : { step: redactText(step.trim().replace(/\s+/g, " ")) }),
    ...found,
    lastLines: lastLines(vertex, inspected?.error?.logs ?? [], lines),
  };
}

type Found = { readonly place: Place; readonly endLine?: number };

function findPlace(
  { dockerfile: file = "", dockerfileText: text }: ErrorFacts,
  said: string,
  excerpt: Excerpt | undefined,
  step: StepName | undefined,
): Found | undefined {
  if (excerpt !== undefined) {
    const { line, column, endLine } = excerpt;
    return { place: { file, line, column }, endLine };
  }
  const parsed = /\bparse error on line (\d{1,9}):/.exec(said)?.[1];
  if (parsed !== undefined) return { place: { file, line: Number(parsed), column: 1 } };
  if (text === undefined) return undefined;
  const image = /^(?:.*failed to solve: )?(\S+): failed to resolve source metadata/.exec(said)?.[1];
  const instruction =
    step !== undefined
      ? findInstruction(dockerfileStages(text), step)?.instruction
      : image !== undefined
        ? findImage(dockerfileStages(text), image)
        : undefined;
  if (instruction === undefined) return undefined;
  const { line, column, endLine } = instruction;
  return { place: { file, line, column }, endLine };
}

/** Of several services' builds in one output, only that of the same Dockerfile. */
function excerptOf(lines: readonly string[], dockerfile: string | undefined): Excerpt | undefined {
  const excerpt = readExcerpt(lines);
  if (excerpt === undefined || dockerfile === undefined) return excerpt;
  const name = (file: string) => file.split(/[\\/]/).at(-1);
  return name(excerpt.file) === name(dockerfile) ? excerpt : undefined;
}

/** ` > [builder 2/2] RUN …:` */
function headerName(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^ > (\[[^\]]+\] .*):$/.exec(line)?.[1]).findLast((name) => name);
}

/** Compose ends with `failed to solve: …`, buildx with `ERROR: failed to build: failed to solve: …`. */
function lastWord(lines: readonly string[]): string | undefined {
  // A here-document puts line ends into the quoted command: the last line may hold the end of the sentence only.
  const solve = lines.findLast((line) =>
    /did not complete successfully: |(?:^|: )failed to solve: /.test(line),
  );
  return (
    solve ?? lines.findLast((line) => /^ERROR: /.test(line))?.replace(/^(?:ERROR: |failed to build: )+/, "")
  );
}

function lastLines(
  vertex: GraphVertex | undefined,
  logs: readonly string[],
  lines: readonly string[],
): readonly string[] {
  const own = vertex?.lastLines ?? [];
  const from = own.length > 0 ? own : logs.length > 0 ? logs : printedLines(lines);
  return from
    .flatMap((line) => plainLines(line))
    .filter((line) => line.trim() !== "")
    .slice(-MAX_LINES)
    .map((line) => redactText(line).slice(0, MAX_LINE));
}

/** What stands between ` > [2/2] RUN …:` and the next ruler: `0.114 /bin/sh: cargo: not found`. */
function printedLines(lines: readonly string[]): readonly string[] {
  const header = lines.findLastIndex((line) => /^ > \[[^\]]+\] .*:$/.test(line));
  const rest = header === -1 ? [] : lines.slice(header + 1);
  const end = rest.findIndex((line) => /^-{6,}$/.test(line));
  return rest.slice(0, end === -1 ? 0 : end).map((line) => line.replace(/^\d+\.\d+ /, ""));
}

/** Without escape sequences; of a line that was written over, what was written last. */
function plainLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.trimEnd().split("\r").at(-1) ?? "");
}

function sentence(clause: string): string {
  const plain = redactText(clause.replace(/\s+/g, " ").trim());
  const whole = /^exit code \d+$/.test(plain) ? `The command ended with ${plain}` : plain;
  const cut = whole.length > MAX_MESSAGE ? `${whole.slice(0, MAX_MESSAGE - 1)}…` : whole;
  const end = /[.!?)…]$/.test(cut) && !cut.endsWith(")") ? "" : ".";
  return `${cut.slice(0, 1).toUpperCase()}${cut.slice(1)}${end}`;
}
