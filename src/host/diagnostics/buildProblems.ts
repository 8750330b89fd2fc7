import type { AppState } from "../../shared/model.ts";
import { buildName, lastBuildOf } from "../status/buildWords.ts";
import { ownStacks } from "../status/stackStatus.ts";
import type { Problem } from "./problemCollection.ts";

/** Of what the command printed; all of it is in the build's output. */
const MOST_LINES = 6;

/**
 * Where the newest builds of the services failed in their Dockerfiles. Several that failed at one instruction are one
 * problem, told as by the newest; a build that failed in no line of a file has none.
 */
export function buildProblems({ stacks, builds }: Pick<AppState, "stacks" | "builds">): Problem[] {
  const found = new Map<string, { readonly problem: Problem; readonly names: Set<string> }>();
  const newest = new Set(
    ownStacks(stacks).flatMap(({ id, services }) =>
      services.map(({ name }) => lastBuildOf(builds, id, name)),
    ),
  );
  for (const build of builds.last.filter((each) => newest.has(each))) {
    const { error, result } = build;
    if (result !== "failed" || error?.place === undefined) continue;
    const { place, endLine } = error;
    const key = JSON.stringify([place.file, place.line]);
    const known = found.get(key);
    if (known !== undefined) {
      known.names.add(buildName(build));
      continue;
    }
    const message = [error.message, ...error.lastLines.slice(-MOST_LINES)].join("\n");
    const problem = { place, ...(endLine === undefined ? {} : { endLine }), message };
    found.set(key, { problem, names: new Set([buildName(build)]) });
  }
  return [...found.values()].map(({ problem, names }) => ({
    ...problem,
    message: `${[...names].join(", ")}: ${problem.message}`,
  }));
}
