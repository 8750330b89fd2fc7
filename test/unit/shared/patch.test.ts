import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPatch, diff, share } from "../../../src/shared/patch.ts";
import { appState } from "./arbitraries.ts";

describe("patches", () => {
  test("turn any state into any other", () => {
    fc.assert(
      fc.property(appState, appState, (previous, next) => {
        const shared = share(previous, next);
        expect(diff(previous, shared).reduce(applyPatch, previous)).toEqual(next);
      }),
    );
  });

  test("are none for an equal state", () => {
    fc.assert(
      fc.property(appState, (state) => {
        expect(diff(state, share(state, structuredClone(state)))).toEqual([]);
      }),
    );
  });

  test("name only the service that changed", () => {
    fc.assert(
      fc.property(appState, (previous) => {
        const first = previous.stacks[0];
        const changed = first?.services[0];
        fc.pre(first !== undefined && changed !== undefined);
        const next = structuredClone(previous);
        Object.assign(next.stacks[0]?.services[0] ?? {}, { declared: !changed.declared });
        const kinds = diff(previous, share(previous, next)).map((patch) => patch.kind);
        expect(kinds).toEqual(["stack", "service"]);
      }),
    );
  });

  test("about a stack that is gone change nothing", () => {
    fc.assert(
      fc.property(appState, (state) => {
        const patch = { kind: "serviceOrder", stackId: "gone", services: ["backend"] } as const;
        expect(applyPatch(state, patch)).toEqual(state);
      }),
    );
  });
});

describe("share", () => {
  test("keeps the value and every unchanged part's identity", () => {
    const anything = fc.jsonValue();
    fc.assert(
      fc.property(anything, anything, (left, right) => {
        expect(share(left, right)).toEqual(right);
        expect(share(left, structuredClone(left))).toBe(left);
      }),
    );
  });

  test("tells an absent key from an undefined one", () => {
    const previous = { a: undefined };
    const next = { b: undefined };
    expect(share<object>(previous, next)).toEqual({ b: undefined });
    expect(Object.keys(share<object>(previous, next))).toEqual(["b"]);
  });
});
