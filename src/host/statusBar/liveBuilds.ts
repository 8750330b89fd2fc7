import type { BuildsState, LiveBuild } from "../../shared/builds.ts";
import type { StackState } from "../../shared/model.ts";

/** The builds of the stacks that are under way. */
export function liveBuilds(stacks: readonly StackState[], { live }: BuildsState): LiveBuild[] {
  return live.filter(({ stackId }) => stacks.some(({ id }) => id === stackId));
}

/** The one that is likely to end last; of those that nobody knows the usual time of, the one that began first. */
export function slowest(builds: readonly LiveBuild[]): LiveBuild | undefined {
  const end = ({ startedAt, usual }: LiveBuild) => (usual === undefined ? undefined : startedAt + usual);
  return builds.toSorted(
    (left, right) => (end(right) ?? 0) - (end(left) ?? 0) || left.startedAt - right.startedAt,
  )[0];
}
