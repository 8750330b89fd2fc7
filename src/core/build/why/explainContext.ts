import type { BuildStep } from "../../../shared/builds.ts";
import { type Explanation, unknown } from "./explanation.ts";
import type { BreakFacts } from "./facts.ts";
import { shortStep } from "./failureReason.ts";
import type { StepGraph } from "./stepGraph.ts";
import { isDependencyCopy, isDependencyFile } from "./taken.ts";

/**
 * A step that takes files of this machine.
 * @param files those that it takes and that have changed; absent: they are not known
 */
export function byContext(
  step: BuildStep,
  steps: StepGraph,
  files: readonly string[] | undefined,
): Explanation {
  const name = shortStep(step.text);
  const isDependency = isDependencyCopy(step.text);
  if (files === undefined) {
    const reason = `${name}: the files that it takes are not those in the cache; which ones have changed is not known.`;
    return steps.cached.length === 0
      ? unknown(reason)
      : { kind: isDependency ? "dependencies" : "code", reason };
  }
  if (files.length === 0) {
    return unknown(
      `${name}: no file that it takes has another content than in the build before. Permissions may have changed, or the cache was left out or removed.`,
    );
  }
  const isBump = isDependency || (files.some(isDependencyFile) && !hasDependencyStep(step, steps));
  // Those that tell the kind come first.
  const sorted = isBump ? [...files].sort((left, right) => rank(left) - rank(right)) : files;
  return { kind: isBump ? "dependencies" : "code", reason: `${name}: ${changed(sorted)}`, files: sorted };
}

/** The dependencies have a layer of their own below it, which was found. */
function hasDependencyStep(step: BuildStep, steps: StepGraph): boolean {
  const upstream = steps.upstream(step.digest);
  return steps.cached.some(({ digest, text }) => upstream.has(digest) && isDependencyCopy(text));
}

/** A COPY of a list of dependencies that another stage makes, as cargo-chef's recipe. */
export function byRecipe(name: string, { changedFiles }: BreakFacts): Explanation {
  const files = changedFiles?.filter(isDependencyFile);
  const what = `${name}: the list of dependencies that another stage makes is another one`;
  if (files === undefined) return { kind: "dependencies", reason: `${what}.` };
  if (files.length > 0) return { kind: "dependencies", reason: `${what}: ${changed(files)}`, files };
  return {
    kind: "dependencies",
    reason: `${what}, although no file that names dependencies has changed.`,
    files: changedFiles ?? [],
  };
}

function changed(files: readonly string[]): string {
  const [first = "", second = ""] = files;
  const rest = files.length - 1;
  if (rest === 0) return `${first} has changed since the build before.`;
  const others = rest === 1 ? second : `${rest} more files`;
  return `${first} and ${others} have changed since the build before.`;
}

function rank(file: string): number {
  return isDependencyFile(file) ? 0 : 1;
}
