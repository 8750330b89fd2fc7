import { describe, expect, test } from "vitest";
import { serviceVerdict } from "../../../../src/core/verdict/service.ts";
import type { ContainerState, ReloadState } from "../../../../src/shared/model.ts";
import { container } from "../stack/containers.ts";

const RUNS: ReloadState = {
  tool: "cargo-watch",
  phase: { kind: "running", since: 2, warnings: 0 },
  evidence: { text: "Running `target/debug/app`", at: 2 },
  serving: { kind: "new", evidence: "cargo-watch has started it after the last change." },
  change: { file: "/shop/src/main.rs", at: 1 },
  seen: { kind: "yes", at: 2 },
};

const FAILED: ReloadState = {
  ...RUNS,
  phase: { kind: "failed", since: 2, errors: 2, warnings: 0 },
  evidence: { text: 'error: could not compile `app` (bin "app") due to 2 previous errors', at: 2 },
  serving: { kind: "nothing", evidence: "cargo-watch ends the program before it builds anew." },
};

const verdict = (reload: ReloadState, overrides: Partial<ContainerState> = {}) =>
  serviceVerdict([container(overrides)], true, [], reload);

describe("the verdict of a service that reloads", () => {
  test("is current only by its reload's evidence", () => {
    expect(verdict(RUNS)).toEqual({ kind: "current", evidence: RUNS.serving.evidence });
  });

  test("waits for the health check of a start", () => {
    expect(verdict(RUNS, { health: "starting" })).toMatchObject({ kind: "pending", reason: "starting" });
  });

  test("is the failed build, which is why its health check fails", () => {
    expect(verdict(FAILED, { health: "unhealthy" })).toMatchObject({
      kind: "notCurrent",
      reason: "failed, 2 errors, nothing serving",
      evidence: FAILED.evidence?.text,
      action: "logs",
    });
  });

  test("is the container's where that does not run", () => {
    const exited = { status: "exited", exitCode: 3 } as const;
    expect(verdict(RUNS, exited)).toMatchObject({ kind: "notCurrent", reason: "exited with code 3" });
  });

  test("is the container's where Up would make it anew: no reload takes that in", () => {
    expect(verdict(RUNS, { drift: "edited" })).toMatchObject({ kind: "notCurrent", action: "recreate" });
  });

  test("asks for what a reload can't take in", () => {
    const needs = {
      file: "/shop/bun.lock",
      at: 3,
      action: "rebuild",
      reason: "bun.lock was written after the image was built.",
    } as const;
    expect(verdict({ ...RUNS, needs })).toEqual({
      kind: "notCurrent",
      reason: "rebuild needed",
      evidence: needs.reason,
      action: "rebuild",
    });
  });

  test("names why a change was not seen, and what to do", () => {
    const seen = {
      kind: "no",
      cause: "noFileEvents",
      reason: "The mount carries no file events.",
      fix: "Add --poll.",
      action: "restart",
    } as const;
    expect(verdict({ ...RUNS, seen })).toMatchObject({
      kind: "notCurrent",
      reason: "the last change was not seen",
      evidence: "The mount carries no file events. Add --poll.",
    });
  });

  test("is unknown where nothing tells", () => {
    const seen = { kind: "unknown", reason: "bun prints nothing when a reload goes well" } as const;
    const serving = { kind: "unknown", evidence: "Bun prints nothing." } as const;
    expect(verdict({ ...RUNS, seen, serving })).toEqual({ kind: "unknown", reason: seen.reason });
  });
});
