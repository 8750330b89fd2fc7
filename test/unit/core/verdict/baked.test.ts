import { describe, expect, test } from "vitest";
import { serviceVerdict } from "../../../../src/core/verdict/service.ts";
import type { BakedCode, BakedState } from "../../../../src/shared/builds.ts";
import type { ContainerState, ReloadState } from "../../../../src/shared/model.ts";
import { container } from "../stack/containers.ts";

const FILE = { file: "/shop/src/main.rs", kind: "changed" } as const;
const CHANGED: BakedCode = { kind: "changed", builtAt: 1, files: [FILE], more: 0 };
const SAME: BakedCode = { kind: "same", builtAt: 1, evidence: "All of it is as it was." };

const SERVES: ReloadState = {
  tool: "cargo-watch",
  phase: { kind: "running", since: 2, warnings: 0 },
  serving: { kind: "new", evidence: "cargo-watch has started it after the last change." },
};

const verdict = (code: BakedCode, overrides: Partial<ContainerState> = {}, reload?: ReloadState) => {
  const baked: BakedState = { code };
  return serviceVerdict([container(overrides)], true, [], reload, baked);
};

describe("the verdict of a service whose code is in its image", () => {
  test("is current where the image has all of it", () => {
    expect(verdict(SAME)).toEqual({ kind: "current", evidence: "All of it is as it was." });
  });

  test("names what the image lacks, and asks for a rebuild", () => {
    expect(verdict(CHANGED)).toEqual({
      kind: "notCurrent",
      reason: "its image lacks your change in main.rs",
      evidence: "/shop/src/main.rs was changed after the image was built",
      action: "rebuild",
    });
  });

  test("counts the files that it does not name", () => {
    const files = [FILE, { file: "/shop/src/lib.rs", kind: "added" } as const];
    expect(verdict({ ...CHANGED, files, more: 3 })).toMatchObject({
      reason: "its image lacks your change in main.rs and 4 more",
    });
  });

  test("is unknown where files were only touched", () => {
    expect(verdict({ ...CHANGED, kind: "touched" })).toEqual({
      kind: "unknown",
      reason: "files were touched since its image was built: main.rs",
    });
  });

  test("is unknown where that can't be told", () => {
    expect(verdict({ kind: "unknown", reason: "it was built elsewhere" })).toEqual({
      kind: "unknown",
      reason: "it was built elsewhere",
    });
  });

  test("waits for the health check of a start", () => {
    expect(verdict(SAME, { health: "starting" })).toMatchObject({ kind: "pending", reason: "starting" });
  });

  test("is the container's where that does not run, fails its health check, or would be made anew", () => {
    expect(verdict(SAME, { status: "exited", exitCode: 3 })).toMatchObject({ kind: "notCurrent" });
    expect(verdict(SAME, { health: "unhealthy" })).toMatchObject({ reason: "unhealthy" });
    expect(verdict(SAME, { drift: "rebuilt" })).toMatchObject({ action: "recreate" });
  });
});

describe("the verdict of a service that reloads, and has something baked in", () => {
  test("is the reload's where the image lacks nothing", () => {
    expect(verdict(SAME, {}, SERVES)).toEqual({ kind: "current", evidence: SERVES.serving.evidence });
  });

  test("is the image's where that lacks something", () => {
    expect(verdict(CHANGED, {}, SERVES)).toMatchObject({ action: "rebuild" });
  });

  test("is the failed build's first", () => {
    const failed: ReloadState = {
      ...SERVES,
      phase: { kind: "failed", since: 2, errors: 1, warnings: 0 },
      serving: { kind: "nothing", evidence: "cargo-watch ends the program before it builds anew." },
    };
    expect(verdict(CHANGED, {}, failed)).toMatchObject({ action: "logs" });
  });
});
