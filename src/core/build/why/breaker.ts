import type { CacheBreaker } from "../../../shared/builds.ts";
import { explain } from "./explain.ts";
import type { BreakFacts } from "./facts.ts";
import { StepGraph } from "./stepGraph.ts";

const MOST_FILES = 10;
/** Of steps that were missed side by side. */
const MOST_EXPLAINED = 20;

/**
 * The step that broke the cache: the first miss that is made from nothing that was missed. What was missed and came
 * out as before is left out, as cargo-chef's planner. Of several, the one whose consequences took the longest.
 */
export function findBreaker(facts: BreakFacts): CacheBreaker {
  const steps = new StepGraph(facts.graph);
  if (steps.missed.length === 0) return none(steps.cached.length, steps.steps.length);
  const isCold = steps.cached.length === 0;
  const count =
    steps.missed.length === 1 ? "Its step was not" : `None of the ${steps.missed.length} steps was`;
  if (isCold && facts.previous === undefined) {
    return bare("cold", `${count} found in the cache, and no build before is known.`);
  }
  const said = steps
    .breakers()
    .slice(0, MOST_EXPLAINED)
    .map((each) => ({ ...each, ...explain(each.step, steps, facts) }));
  const unclear = isCold ? said.find(({ kind }) => kind === "unknown") : undefined;
  if (unclear !== undefined) return bare("cold", `${count} found in the cache. ${unclear.reason}`);
  const [first] = said;
  // Circles, or a print that does not tell what is made from what.
  if (first === undefined || !steps.isConnected) {
    return bare("unknown", "What was not found in the cache can't be told apart.");
  }
  const { step, isSame, kind, reason, files = [] } = first;
  return {
    kind,
    digest: step.digest,
    step: step.text,
    reason: isSame ? `${reason} What was made of it came out the same.` : reason,
    files: files.slice(0, MOST_FILES),
    more: Math.max(0, files.length - MOST_FILES),
  };
}

function none(cached: number, all: number): CacheBreaker {
  if (all === 0) return bare("nothing", "It has no steps that the cache could hold.");
  return bare(
    "nothing",
    cached === all
      ? "All steps were found in the cache."
      : "All steps that were begun were found in the cache.",
  );
}

function bare(kind: CacheBreaker["kind"], reason: string): CacheBreaker {
  return { kind, reason, files: [], more: 0 };
}
