import type { BuildStep } from "../../../shared/builds.ts";
import type { Instruction } from "../dockerfile/dockerfileInstructions.ts";
import type { Stage } from "../dockerfile/dockerfileStages.ts";

/** A step, as BuildKit tells where it stands. */
export type StepPlace = Pick<BuildStep, "stage" | "number" | "of" | "text">;

/** Those that make a step with a number of its own, beside a FROM of an image (BuildKit 0.13 to 0.25). */
const NUMBERED = new Set(["RUN", "COPY", "ADD", "WORKDIR"]);

/** The instruction that a step stands for; `undefined`: none that is certain, the file may be another one by now. */
export function findInstruction(
  stages: readonly Stage[],
  step: StepPlace,
): { readonly stage: Stage; readonly instruction: Instruction } | undefined {
  const named = stageOf(stages, step.stage);
  if (named !== undefined) {
    // From the end: what an image's ONBUILD adds stands before a stage's own steps.
    const numbered = named.instructions.filter(({ name }) => NUMBERED.has(name));
    const instruction = numbered[numbered.length - 1 - (step.of - step.number)];
    if (instruction !== undefined && isWritten(instruction, step.text)) return { stage: named, instruction };
    const [from] = named.instructions;
    if (from !== undefined && /^FROM\s/i.test(step.text)) return { stage: named, instruction: from };
  }
  const alike = stages.flatMap((stage) =>
    stage.instructions
      .filter((instruction) => isWritten(instruction, step.text))
      .map((instruction) => ({ stage, instruction })),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

/** BuildKit calls a stage without a name `stage-1`, by its number from 0; of one that is alone it says nothing. */
function stageOf(stages: readonly Stage[], name: string): Stage | undefined {
  const own = name === "" ? undefined : stages.find((stage) => stage.name === name.toLowerCase());
  const number = /^stage-(\d{1,4})$/.exec(name)?.[1];
  const alone = stages.length === 1 ? stages[0] : undefined;
  return own ?? (number === undefined ? undefined : stages[Number(number)]) ?? alone;
}

/**
 * Whether a step's text is the instruction's, whose `$NAME`s stand for anything: BuildKit puts in the values that it
 * knows, joins the lines, and shortens here-documents to `RUN <<EOF (first line...)`.
 */
function isWritten({ name, rest, heredocs }: Instruction, text: string): boolean {
  const said = heredocs.length > 0 ? text.replace(/ \([^()]*\)$/, "") : text;
  return fits(bare(`${name} ${rest}`), bare(said));
}

/** Whether the text is what is written, with anything for its variables. */
export function fits(written: string, text: string): boolean {
  return fitsParts(written.split(/\$\{[^}]*\}|\$\w+/), text);
}

/** Whether the text is the parts in order, with anything between them. */
export function fitsParts([start = "", ...others]: readonly string[], text: string): boolean {
  if (!text.startsWith(start)) return false;
  const end = others.pop();
  if (end === undefined) return text === start;
  let at = start.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length >= at + end.length && text.endsWith(end);
}

/** Without spaces, of which a step's text has others where lines were joined. */
function bare(text: string): string {
  return text.replace(/[\s\\]+/g, "");
}
