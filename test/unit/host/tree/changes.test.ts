import { expect, test } from "vitest";
import { changedNodes } from "../../../../src/host/tree/changes.ts";
import type { AppState } from "../../../../src/shared/model.ts";
import { diff, share } from "../../../../src/shared/patch.ts";
import { style } from "../plain.ts";
import { app, container, exited, service, stack, UNREACHABLE } from "../states.ts";

const running = (id: string) => container({ id });
const before = app([stack([service("ui", [running("a")]), service("db", [running("b")])])]);

function changes(previous: AppState, next: AppState) {
  const shared = share(previous, next);
  return changedNodes(previous, shared, diff(previous, shared), style);
}

test("a service that changes is drawn again, its neighbours are not", () => {
  const next = app([
    stack([service("ui", [container({ id: "a", health: "unhealthy" })]), service("db", [running("b")])]),
  ]);
  expect(changes(before, next)).toEqual([
    { kind: "stack", stackId: "shop" },
    { kind: "service", stackId: "shop", service: "ui" },
  ]);
});

test("a stack's count that stays the same is not drawn again", () => {
  const next = app([
    stack([service("ui", [container({ id: "a", health: "healthy" })]), service("db", [running("b")])]),
  ]);
  expect(changes(before, next)).toEqual([{ kind: "service", stackId: "shop", service: "ui" }]);
});

test("what no row shows draws nothing", () => {
  const next = app([
    stack([service("ui", [container({ id: "a", imageId: "sha256:2" })]), service("db", [running("b")])]),
  ]);
  expect(changes(before, next)).toEqual([]);
});

test("a container that is made anew is drawn, though its service looks the same", () => {
  const next = app([stack([service("ui", [running("c")]), service("db", [running("b")])])]);
  expect(changes(before, next)).toEqual([{ kind: "service", stackId: "shop", service: "ui" }]);
});

test("a stack's action is drawn at the services that it touches", () => {
  const stopped = app([stack([service("ui", [exited(0, { id: "a" })]), service("db", [running("b")])])]);
  const next = app([
    stack([service("ui", [exited(0, { id: "a" })]), service("db", [running("b")])], {
      actions: [{ kind: "up", services: [], phase: "running", since: 0 }],
    }),
  ]);
  expect(changes(stopped, next)).toEqual([
    { kind: "stack", stackId: "shop" },
    { kind: "service", stackId: "shop", service: "ui" },
  ]);
});

test("stacks that come and go draw everything", () => {
  expect(changes(before, app([]))).toBe("everything");
  expect(changes(app([]), before)).toBe("everything");
});

test("an engine that goes away makes every row unknown", () => {
  const next = app([stack([service("ui"), service("db")], { known: false })], { engine: UNREACHABLE });
  expect(changes(before, next)).toHaveLength(3);
});
