import type { StackState } from "../../shared/model.ts";
import { withoutFile } from "../../shared/problemText.ts";
import type { Problem } from "./problemCollection.ts";

/**
 * The problems of every set of files that Compose refused, whether it is in use or not: who edits a file wants to know.
 * One fault that breaks several sets is told once. What is not the files' fault has no place, and no problem here.
 */
export function composeProblems(stacks: readonly StackState[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const { problem, problemPlace: place } of stacks.flatMap(({ modes }) => modes)) {
    if (problem === undefined || place === undefined) continue;
    // The editor shows which file it is.
    const message = withoutFile(problem, place);
    found.set(JSON.stringify([place.file, place.line, place.column, message]), { place, message });
  }
  return [...found.values()];
}
