import { expect, test } from "vitest";
import { actionTitle } from "../../../../src/host/actions/actionTitle.ts";
import { LOOSE_STACK_ID } from "../../../../src/shared/model.ts";
import type { ActionRequest } from "../../../../src/shared/protocol.ts";
import { plain } from "../plain.ts";
import { mode, stack } from "../states.ts";

const shop = stack([], { modes: [mode("dev"), mode("production")] });
const loose = stack([], { id: LOOSE_STACK_ID, project: LOOSE_STACK_ID, origin: "loose", modes: [] });

test.each<[string, Omit<ActionRequest, "stackId">]>([
  ["shop: up", { kind: "up", services: [] }],
  ["shop: up with build", { kind: "up", services: [], build: true }],
  ["shop: up and wait", { kind: "up", services: [], wait: true }],
  ["shop: up as production", { kind: "up", services: [], modeId: "/w/production.yml" }],
  ["shop: rebuild api without cache", { kind: "rebuild", services: ["api"], noCache: true }],
  ["shop: build as production", { kind: "build", services: [], modeId: "/w/production.yml" }],
  ["shop: build api with new stamps", { kind: "build", services: ["api"], stampAll: true }],
  ["shop: down", { kind: "down", services: [] }],
  ["shop: down with volumes", { kind: "down", services: [], volumes: true }],
  ["shop: remove api", { kind: "down", services: ["api"], containerIds: ["1"] }],
])("%s", (expected, request) => {
  expect(actionTitle(shop, { ...request, stackId: "shop" }, plain)).toBe(expected);
});

test("a container of no stack has only its own name", () => {
  const request: ActionRequest = { stackId: LOOSE_STACK_ID, kind: "stop", services: ["redis"] };
  expect(actionTitle(loose, request, plain)).toBe("stop redis");
});
