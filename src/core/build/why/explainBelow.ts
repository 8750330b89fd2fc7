import type { BuildStep } from "../../../shared/builds.ts";
import { type ChangedArgument, changedArguments, differsBy } from "./changedArguments.ts";
import { byArguments } from "./explainArguments.ts";
import { byContext } from "./explainContext.ts";
import type { Explanation, Previous } from "./explanation.ts";
import type { BreakFacts } from "./facts.ts";
import { shortStep } from "./failureReason.ts";
import { type MovedBase, movedBase } from "./movedBase.ts";
import type { StepGraph } from "./stepGraph.ts";
import { filesTaken, isDependencyCopy } from "./taken.ts";

/** What a step is made from is another one, though the cache had that from an earlier build. */
export function byBelow(
  step: BuildStep,
  steps: StepGraph,
  facts: BreakFacts,
  previous: Previous,
): Explanation | undefined {
  const changes = changedArguments(facts);
  for (const digest of steps.upstream(step.digest)) {
    const base = movedBase(steps, digest, facts);
    if (base !== undefined && base !== "unknown") return byBase(base);
  }
  return (
    otherBelow(step, steps, previous, changes) ??
    otherOrder(step, steps, previous, changes) ??
    otherFiles(step, steps, facts)
  );
}

/** Files that a step below it takes: it was there once, as in a build that then failed, or in one that was not seen. */
function otherFiles(
  step: BuildStep,
  steps: StepGraph,
  { changedFiles }: BreakFacts,
): Explanation | undefined {
  if (changedFiles === undefined || isDependencyCopy(step.text)) return undefined;
  const upstream = steps.upstream(step.digest);
  for (const below of steps.steps) {
    if (below === step || !upstream.has(below.digest) || !steps.takesContext(below.digest)) continue;
    const files = filesTaken(below.text, changedFiles);
    if (files.length > 0) return byContext(below, steps, files);
  }
  return undefined;
}

export function byBase({ image, now, before }: MovedBase): Explanation {
  return {
    kind: "base",
    reason: `The image ${image} is another one than in the build before: ${short(now)} instead of ${short(before)}.`,
  };
}

/** A step that it is made from is another one, though the cache had it from an earlier build. */
function otherBelow(
  step: BuildStep,
  steps: StepGraph,
  previous: Previous,
  changes: readonly ChangedArgument[],
): Explanation | undefined {
  const upstream = steps.upstream(step.digest);
  const other = steps.steps.find(
    ({ digest, stage, text }) =>
      upstream.has(digest) && !previous.steps.some((each) => each.stage === stage && each.text === text),
  );
  if (other === undefined) return undefined;
  const before = previous.steps.filter(({ stage }) => stage === other.stage);
  const given = changes.filter((change) => before.some(({ text }) => differsBy(other.text, text, change)));
  if (given.length > 0) return byArguments(given);
  return { kind: "configuration", reason: `${shortStep(other.text)} is not in the build before.` };
}

/** Steps of its stage before it that went. */
function otherOrder(
  step: BuildStep,
  steps: StepGraph,
  { steps: before }: Previous,
  changes: readonly ChangedArgument[],
): Explanation | undefined {
  const was = before.find(({ stage, text }) => stage === step.stage && text === step.text);
  if (was === undefined) return undefined;
  const [now, old] = [textsBefore(steps.steps, step), textsBefore(before, was)];
  const gone = old.find(
    (text) =>
      !now.some((other) => other === text || changes.some((change) => differsBy(other, text, change))),
  );
  if (gone === undefined && now.length === old.length) return undefined;
  const what = gone === undefined ? "The steps" : shortStep(gone);
  const reason = `${what} ${gone === undefined ? "do" : "does"} not stand before ${shortStep(step.text)} as in the build before.`;
  return { kind: "configuration", reason };
}

function textsBefore(all: readonly BuildStep[], { stage, number }: BuildStep): readonly string[] {
  return all
    .filter((each) => each.stage === stage && each.number < number && !/^FROM\s/i.test(each.text))
    .map(({ text }) => text);
}

function short(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}
