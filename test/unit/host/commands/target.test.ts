import { expect, test } from "vitest";
import { modeOf, resolveTarget } from "../../../../src/host/commands/target.ts";
import { decodeModes } from "../../../../src/host/modes/decodeModes.ts";
import { container, mode, service, stack } from "../states.ts";

const ui = service("ui", [container({ id: "a" })]);
const stacks = [stack([ui])];

test("a row names its stack, service and container as they are now", () => {
  expect(resolveTarget(stacks, { kind: "stack", stackId: "shop" })).toMatchObject({
    kind: "found",
    target: { stack: { id: "shop" } },
  });
  expect(resolveTarget(stacks, { stackId: "shop", service: "ui", containerId: "a" })).toMatchObject({
    kind: "found",
    target: { service: { name: "ui" }, container: { id: "a" } },
  });
});

test("a problem's row names the mode whose files are opened", () => {
  const modes = [mode("dev", { problem: "no" }), mode("test"), mode("production", { problem: "no" })];
  const labelFor = (argument: object, activeMode?: string) => {
    const shop = stack([ui], { modes, ...(activeMode === undefined ? {} : { activeMode }) });
    const resolved = resolveTarget([shop], argument);
    return resolved.kind === "found" ? modeOf(resolved.target)?.label : resolved.kind;
  };
  const row = { kind: "problem", stackId: "shop", modeId: "/w/production.yml" };
  expect(labelFor(row)).toBe("production");
  expect(labelFor({ ...row, modeId: "/w/gone.yml" })).toBe("dev");
  expect(labelFor({ stackId: "shop" })).toBe("dev");
  expect(labelFor({ stackId: "shop" }, "/w/test.yml")).toBe("test");
});

test("what is gone is not taken for something wider", () => {
  expect(resolveTarget(stacks, { stackId: "blog" }).kind).toBe("gone");
  expect(resolveTarget(stacks, { stackId: "shop", service: "x" }).kind).toBe("gone");
  expect(resolveTarget(stacks, { stackId: "shop", service: "ui", containerId: "x" }).kind).toBe("gone");
});

test.each([undefined, null, "shop", 7, {}, { stackId: 7 }])(
  "without a name in %j, the user is asked",
  (argument) => {
    expect(resolveTarget(stacks, argument).kind).toBe("none");
  },
);

test("remembered modes are taken only as names of modes by names of stacks", () => {
  expect(decodeModes({ shop: "dev", blog: 7 })).toEqual({ shop: "dev" });
  expect(decodeModes("shop")).toEqual({});
  expect(decodeModes(undefined)).toEqual({});
});
