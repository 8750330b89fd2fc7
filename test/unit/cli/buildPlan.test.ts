import { describe, expect, it } from "vitest";
import { type BuildWish, planBuilds } from "../../../src/cli/buildPlan.ts";
import type { AppState } from "../../../src/shared/model.ts";
import { appState, mode, serviceState, stackState } from "./states.ts";

const built = (name: string) => serviceState({ name, buildable: true });
const dev = mode({ id: "dev", label: "dev" });
const production = mode({ id: "production", label: "production" });
const shop = stackState({
  modes: [dev, production],
  activeMode: "dev",
  services: [
    built("api"),
    serviceState({ name: "db" }),
    serviceState({ name: "debug", buildable: true, inactiveProfiles: ["debug"] }),
    built("web"),
  ],
});
const tools = stackState({ id: "tools", project: "tools", services: [built("lint")] });
const elsewhere = stackState({ id: "other", project: "other", origin: "elsewhere", services: [built("x")] });
const state = appState({ stacks: [shop, tools, elsewhere] });

function plan(wish: Partial<BuildWish> = {}, of: AppState = state) {
  const planned = planBuilds(of, { folder: "/shop", names: [], noCache: false, stampAll: false, ...wish });
  return planned.kind === "impossible"
    ? planned.reasons.join("\n")
    : planned.builds.map(({ request, services }) => ({ request, services }));
}

describe("what is built", () => {
  it("is all of the folder's stacks that is built here, but what their profiles leave out", () => {
    expect(plan()).toEqual([
      { request: { stackId: "shop", kind: "build", services: [] }, services: ["api", "web"] },
      { request: { stackId: "tools", kind: "build", services: [] }, services: ["lint"] },
    ]);
  });

  it("is what was named, of whatever profile, as it was asked for", () => {
    expect(plan({ names: ["web", "shop/debug"], noCache: true, stampAll: true })).toEqual([
      {
        request: {
          stackId: "shop",
          kind: "build",
          services: ["web", "debug"],
          noCache: true,
          stampAll: true,
        },
        services: ["debug", "web"],
      },
    ]);
  });

  it("is another mode's, whose services only Compose knows", () => {
    expect(plan({ mode: "production" })).toEqual([
      { request: { stackId: "shop", kind: "build", services: [], modeId: "production" }, services: [] },
    ]);
    expect(plan({ mode: "production", names: ["proxy", "shop/web"] })).toEqual([
      {
        request: { stackId: "shop", kind: "build", services: ["proxy", "web"], modeId: "production" },
        services: ["proxy", "web"],
      },
    ]);
  });

  it.each<[string, Partial<BuildWish>, string]>([
    ["a service that is not there", { names: ["nope"] }, "There is no service nope. There are: shop/api, "],
    ["one of another project", { names: ["other/x"] }, "There is no service other/x."],
    [
      "one that is not built here",
      { names: ["db"] },
      "shop: nothing to build of db: there is no build: section.",
    ],
    [
      "a mode that is not there",
      { mode: "test" },
      "There is no mode test: shop has dev, production; tools has default.",
    ],
  ])("can't be %s", (_what, wish, reason) => expect(plan(wish)).toContain(reason));

  it("can't be told without an engine, a stack, a chosen mode, files that are understood, or a build section", () => {
    const unreachable = appState({
      engine: { kind: "unreachable", reason: "No engine.", advice: "Start it." },
    });
    expect(plan({}, unreachable)).toBe("No engine. Start it.");
    expect(plan({}, appState({ stacks: [elsewhere] }))).toContain("No compose file in /shop");
    const { activeMode: _, ...undecided } = shop;
    expect(plan({}, appState({ stacks: [undecided] }))).toBe(
      "Which mode is to be built is not known: shop has dev, production. Name one with --mode.",
    );
    expect(plan({}, appState({ stacks: [undecided, tools] }))).toContain("shop has dev, production.");
    expect(plan({ names: ["lint"] }, appState({ stacks: [undecided, tools] }))).toHaveLength(1);
    expect(plan({ mode: "dev" }, appState({ stacks: [undecided] }))).toMatchObject([
      { request: { modeId: "dev" } },
    ]);
    const refused = stackState({ modes: [mode({ problem: "yaml: no." })], services: [] });
    expect(plan({}, appState({ stacks: [refused] }))).toBe("shop (default): yaml: no.");
    expect(plan({}, appState())).toBe("Nothing to build: no service of shop has a build: section.");
  });
});
