import { expect, test } from "vitest";
import { isOnlyInOutput, liveChoices, recordChoices } from "../../../../src/host/builds/buildChoices.ts";
import { builderChoices, builderSetting } from "../../../../src/host/builds/builderChoices.ts";
import { plain, style } from "../plain.ts";
import { BUILD_ERROR, liveBuild, record } from "../states.ts";

test("builds under way say how far, those that ended when, how long, how much was cached and why not more", () => {
  expect(liveChoices([liveBuild()], style)).toEqual([
    {
      label: "$(sync~spin) backend",
      description: "5/9 · 0:42 of ~2:10",
      detail: "RUN cargo build",
      value: { id: "default/default/live", title: "backend", stackId: "shop" },
    },
  ]);
  expect(recordChoices([record()], ["shop"], style)).toEqual([
    {
      label: "$(pass) backend",
      description: "11:59 · 42.1 s · 7 of 9 steps cached · code changed · shop",
      value: { id: "default/default/last", title: "backend 11:59", stackId: "shop" },
    },
  ]);
});

test("one that failed says why; one of no service is called by its folder, which draws no icon", () => {
  const failed = record({
    services: [],
    context: "/home/me/$(zap)",
    result: "failed",
    error: BUILD_ERROR,
    cache: { cached: 1, begun: 3, partial: true },
  });
  expect(recordChoices([failed], ["shop"], style)[0]).toMatchObject({
    label: "$(error) $ (zap)",
    description: "11:59 · failed · 42.1 s · 1 of 3 steps cached before it ended · shop",
    detail: BUILD_ERROR.message,
  });
});

test("the workspace's stand first, others of the machine below", () => {
  const shown = recordChoices([record({ stack: "blog" }), record(), record({ stack: "" })], ["shop"], style);
  expect(shown.map(({ description, group }) => [description?.split(" · ").at(-1), group])).toEqual([
    ["shop", undefined],
    ["blog", "Other builds"],
    ["", "Other builds"],
  ]);
});

test("builders follow Docker's own choice; the one that is set is marked, and what can't be used says why", () => {
  const builders = [
    { name: "default", driver: "docker", current: true },
    { name: "farm", driver: "kubernetes", current: false, problem: "It does not answer." },
  ];
  const shown = (set: string) =>
    builderChoices(builders, set, plain).map(({ label, description }) => [label, description]);
  expect(shown("")).toEqual([
    ["$(check) Docker's current builder", "default"],
    ["default", "docker"],
    ["farm", "kubernetes"],
  ]);
  expect(shown("farm").map(([label]) => label)).toEqual([
    "Docker's current builder",
    "default",
    "$(check) farm",
  ]);
  expect(builderChoices(builders, "", plain)[2]).toMatchObject({
    detail: "It does not answer.",
    value: "farm",
  });
});

test("Docker's current builder needs a line in the workspace's settings where the user's name another one", () => {
  expect(builderSetting("", undefined)).toBeUndefined();
  expect(builderSetting("", "")).toBeUndefined();
  expect(builderSetting("", "farm")).toBe("");
  expect(builderSetting("farm", "farm")).toBe("farm");
});

test("a build of no stack has none, and buildx knows each but what was read from Compose's own output", () => {
  const { stackId: _stack, ...loose } = liveBuild({ id: "own/1" });
  const chosen = liveChoices([loose, liveBuild()], style).map(({ value }) => value);
  expect(chosen.map((build) => [build.stackId, isOnlyInOutput(build)])).toEqual([
    [undefined, true],
    ["shop", false],
  ]);
});
