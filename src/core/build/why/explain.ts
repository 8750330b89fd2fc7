import type { BuildStep } from "../../../shared/builds.ts";
import { changedArguments, differsBy, imageArguments, seenArguments } from "./changedArguments.ts";
import { byArguments, hiddenArguments } from "./explainArguments.ts";
import { byBase, byBelow } from "./explainBelow.ts";
import { byContext, byRecipe } from "./explainContext.ts";
import { type Explanation, type Previous, unknown } from "./explanation.ts";
import type { BreakFacts } from "./facts.ts";
import { shortStep } from "./failureReason.ts";
import { movedBase } from "./movedBase.ts";
import type { StepGraph } from "./stepGraph.ts";
import { filesTaken, isDependencyCopy, isDependencyFile, stageTakenFrom } from "./taken.ts";

/** Why a step was not found in the cache although all that it is made from was. */
export function explain(step: BuildStep, steps: StepGraph, facts: BreakFacts): Explanation {
  const { previous } = facts;
  const name = shortStep(step.text);
  if (previous === undefined || previous.steps.length === 0) {
    return unknown(`${name}: no build before is known that it could be compared to.`);
  }
  const base = movedBase(steps, step.digest, facts);
  if (base !== undefined && base !== "unknown") return byBase(base);
  const before = sameStep(previous, step);
  if (previous.steps.some(({ digest }) => digest === step.digest)) return unchanged(name, before, base);
  return (
    otherImage(step, steps, facts, previous) ??
    (before === undefined ? otherText(step, facts, previous) : sameText(step, before, steps, facts, previous))
  );
}

/** The build before had the very same step, made from the very same. */
function unchanged(name: string, before: BuildStep | undefined, base: "unknown" | undefined): Explanation {
  return (
    unfinished(name, before) ??
    unknown(
      base === "unknown"
        ? `${name} is defined as in the build before: its image is another one under the same name, or the cache was left out or removed.`
        : `${name} is defined as in the build before: the cache was left out or removed.`,
    )
  );
}

function unfinished(name: string, before: BuildStep | undefined): Explanation | undefined {
  if (before === undefined || before.state === "done") return undefined;
  return unknown(`${name}: the build before did not get past it.`);
}

/** FROM names another image: by an argument, or as it is written. */
function otherImage(
  { digest }: BuildStep,
  steps: StepGraph,
  facts: BreakFacts,
  previous: Previous,
): Explanation | undefined {
  const known = new Set(previous.steps.flatMap(({ text }) => /^FROM (\S+)/.exec(text)?.[1] ?? []));
  const other = steps.images(digest).find(({ image }) => known.size > 0 && !known.has(image));
  if (other === undefined || isOnlyCopied(steps, digest, other.digest)) return undefined;
  const named = facts.dockerfileText === undefined ? undefined : imageArguments(facts.dockerfileText);
  const given = changedArguments(facts).filter(
    (argument) =>
      (named?.has(argument.name) ?? true) &&
      [...known].some((image) => differsBy(other.image, image, argument)),
  );
  if (given.length > 0) return byArguments(given);
  return { kind: "configuration", reason: `FROM ${other.image} is not in the build before.` };
}

/** `COPY --from=image`: its FROM is no step, so that the build before does not tell it. */
function isOnlyCopied(steps: StepGraph, digest: string, image: string): boolean {
  return steps.inputs(digest).some((input) => input.digest === image && /^FROM /.test(input.name));
}

function otherText(step: BuildStep, facts: BreakFacts, previous: Previous): Explanation {
  const others = previous.steps.filter(({ stage }) => stage === step.stage);
  const given = changedArguments(facts).filter((argument) =>
    others.some(({ text }) => differsBy(step.text, text, argument)),
  );
  if (given.length > 0) return byArguments(given);
  const stood = others.find(({ number }) => number === step.number);
  const instead = stood === undefined ? "" : ` In its place stood ${shortStep(stood.text)}.`;
  return { kind: "configuration", reason: `${shortStep(step.text)} is not in the build before.${instead}` };
}

function sameText(
  step: BuildStep,
  before: BuildStep,
  steps: StepGraph,
  facts: BreakFacts,
  previous: Previous,
): Explanation {
  const name = shortStep(step.text);
  const from = stageTakenFrom(step.text);
  // Of another folder than the context, no manifest is kept.
  const files =
    from === undefined ? facts.changedFiles && filesTaken(step.text, facts.changedFiles) : undefined;
  const takesContext = steps.takesContext(step.digest);
  if (takesContext && files !== undefined && files.length > 0) return byContext(step, steps, files);
  const isRecipe = from !== undefined && !takesContext && isDependencyCopy(step.text);
  if (isRecipe && facts.changedFiles?.some(isDependencyFile) === true) return byRecipe(name, facts);
  const changes = changedArguments(facts);
  const isRun = /^RUN /i.test(step.text);
  const seen = facts.dockerfileText === undefined ? undefined : seenArguments(facts.dockerfileText, step);
  const given = isRun ? changes.filter((each) => seen?.has(each.name) ?? true) : [];
  if (given.length > 0) return byArguments(given);
  const below = byBelow(step, steps, facts, previous);
  if (below !== undefined) return below;
  if (isRecipe) return byRecipe(name, facts);
  const stopped = unfinished(name, before);
  if (stopped !== undefined) return stopped;
  if (takesContext && !isRun) return byContext(step, steps, files);
  if (facts.dockerfileChanged === true) {
    return { kind: "configuration", reason: `${name}: the Dockerfile is not as in the build before.` };
  }
  if (takesContext) return byContext(step, steps, files);
  if (!steps.dependsOnContext(step.digest)) {
    return {
      kind: "configuration",
      reason: `${name}: what is set for it (ENV, USER, SHELL, the lines of a here-document) is not as in the build before.`,
    };
  }
  const secret = hiddenArguments(facts, seen);
  return unknown(
    secret.length > 0
      ? `${name}: the build argument ${secret.join(", ")} may have another value, which is not kept.`
      : `${name}: neither its text nor a build argument differs from the build before.`,
  );
}

function sameStep({ steps }: Previous, { stage, text }: BuildStep): BuildStep | undefined {
  return (
    steps.find((each) => each.stage === stage && each.text === text) ??
    steps.find((each) => each.text === text)
  );
}
