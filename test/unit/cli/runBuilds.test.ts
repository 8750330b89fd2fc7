import { describe, expect, it } from "vitest";
import { RunBuilds } from "../../../src/cli/runBuilds.ts";
import { type BuildsState, NO_BUILDS } from "../../../src/shared/builds.ts";
import { buildBrief, liveBuild } from "./builds.ts";

const SINCE = 1_000_000;
const live = liveBuild({ id: "a/b/live", startedAt: SINCE + 500 });
const ended = buildBrief({ id: "a/b/ended", startedAt: SINCE + 500 });

function builds(changes: Partial<BuildsState> = {}): BuildsState {
  return { ...NO_BUILDS, ...changes };
}

function own(state: BuildsState, before: readonly { readonly id: string }[] = []): RunBuilds {
  const found = new RunBuilds("shop", SINCE, before);
  found.look(state);
  return found;
}

describe("a run's own builds", () => {
  it("are those that its stack has begun since, also where they were over before they were seen at work", () => {
    const state = builds({ live: [live], last: [ended] });
    expect(own(state).live(state)).toEqual([live]);
    expect(own(state).ended(state)).toEqual([ended]);
    expect(own(NO_BUILDS).any).toBe(false);
  });

  it("stay its own when they have ended", () => {
    const found = own(builds({ live: [live] }));
    const record = buildBrief({ id: live.id, startedAt: 0 });
    expect(found.ended(builds({ last: [record] }))).toEqual([record]);
  });

  it.each<[string, Partial<BuildsState>]>([
    [
      "what a button began",
      { live: [{ ...live, trigger: "button" }], last: [{ ...ended, trigger: "button" }] },
    ],
    ["another stack's", { live: [{ ...live, stackId: "tools" }], last: [{ ...ended, stack: "tools" }] }],
    ["what began before", { live: [{ ...live, startedAt: SINCE - 2_000 }] }],
  ])("are not %s", (_what, changes) => expect(own(builds(changes)).any).toBe(false));

  it("are not what was kept before, or at work before and has ended since", () => {
    expect(own(builds({ last: [ended] }), [ended]).any).toBe(false);
    const found = own(builds({ live: [{ ...live, startedAt: SINCE - 2_000 }] }));
    found.look(builds({ last: [{ ...ended, id: live.id }] }));
    expect(found.any).toBe(false);
  });

  it("are kept when a build of each service is", () => {
    const both = buildBrief({ id: "a/b/2", startedAt: SINCE, services: ["api", "worker"] });
    const state = builds({ last: [ended, both] });
    expect(own(state).areKept(state, ["web", "api", "worker"], "succeeded")).toBe(true);
    expect(own(state).areKept(state, [], "succeeded")).toBe(true);
    expect(own(state).areKept(state, ["web", "db"], "succeeded")).toBe(false);
    expect(own(NO_BUILDS).areKept(NO_BUILDS, [], "succeeded")).toBe(false);
    const busy = builds({ live: [live], last: [ended] });
    expect(own(busy).areKept(busy, ["web"], "succeeded")).toBe(false);
  });

  it("are kept when one that failed is, and none is at work any more", () => {
    const failed = builds({ last: [{ ...ended, result: "failed" }] });
    expect(own(failed).areKept(failed, ["web", "api"], "failed")).toBe(true);
    expect(own(failed).areKept(failed, ["web"], "cancelled")).toBe(true);
    const succeeded = builds({ last: [ended] });
    expect(own(succeeded).areKept(succeeded, ["web", "api"], "failed")).toBe(false);
  });
});
