import type { Place, StackState } from "../../shared/model.ts";
import { withoutFile } from "../../shared/problemText.ts";

/** What Compose has against a file, and where. */
export interface ComposeProblem {
  readonly place: Place;
  readonly message: string;
}

/**
 * The problems of every set of files that Compose refused, whether it is in use or not: who edits a file wants to know.
 * One fault that breaks several sets is told once. What is not the files' fault has no place, and no problem here.
 */
export function composeProblems(stacks: readonly StackState[]): ComposeProblem[] {
  const found = new Map<string, ComposeProblem>();
  for (const { problem, problemPlace: place } of stacks.flatMap(({ modes }) => modes)) {
    if (problem === undefined || place === undefined) continue;
    // The editor shows which file it is.
    const message = withoutFile(problem, place);
    found.set(JSON.stringify([place.file, place.line, place.column, message]), { place, message });
  }
  return [...found.values()];
}
