import { describe, expect, test } from "vitest";
import { serviceStatus } from "../../../../src/host/status/serviceStatus.ts";
import { NO_BUILDS } from "../../../../src/shared/builds.ts";
import type { ContainerState, ReloadState } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import { container, exited, failedReload, reload, service, stack } from "../states.ts";

const since = NOON;
const needs = (action: "restart" | "rebuild"): Partial<ReloadState> => ({
  needs: { file: "/w/Cargo.lock", at: NOON, action, reason: "A sentence." },
});
const compiling = () => reload({ phase: { kind: "compiling", since, waitsForLock: false } });

describe("a service that reloads", () => {
  const shown = (containers: ContainerState[], state: ReloadState) => {
    const backend = service("backend", containers, { reload: state });
    const { level, text, icon } = serviceStatus(backend, stack([backend]), NO_BUILDS, style);
    return [level, text, icon.id];
  };
  const fine = container({ health: "healthy" });
  const sick = container({ health: "unhealthy" });

  test("is as its container where nothing more is known", () => {
    const unknown = reload({ phase: { kind: "unknown", reason: "its log has not been read yet" } });
    expect(shown([fine], unknown)).toEqual(["ok", "running · healthy", "pass-filled"]);
  });

  test("says before its health that all is well, and instead of it what is not", () => {
    expect(shown([fine], reload())).toEqual(["ok", "serving the new build · healthy", "pass-filled"]);
    expect(shown([fine], failedReload())).toEqual(["error", "failed · 2 errors · nothing serving", "error"]);
    expect(shown([fine], reload(needs("rebuild")))).toEqual(["warning", "rebuild needed", "warning"]);
    expect(shown([fine], compiling())).toEqual(["working", "compiling", "sync~spin"]);
  });

  test("does not say that it runs where nothing else is to be said of that", () => {
    expect(shown([container()], reload())).toEqual(["ok", "serving the new build", "play-circle"]);
    expect(shown([container(), container()], reload())[1]).toBe("2 of 2 running · serving the new build");
  });

  test.each([
    [exited(1), "exited (1)"],
    [container({ status: "paused" }), "paused"],
    [container({ status: "restarting", exitCode: 1 }), "restarting after exit code 1"],
  ])("is as its container where that does not run", (each, text) => {
    expect(shown([each], failedReload())[1]).toBe(text);
    expect(shown([each], compiling())[1]).toBe(text);
  });

  test("that is unhealthy says so first, unless a build is why", () => {
    expect(shown([sick], reload())).toEqual(["warning", "unhealthy · serving the new build", "warning"]);
    expect(shown([sick], reload(needs("restart")))).toEqual([
      "warning",
      "unhealthy · restart needed",
      "warning",
    ]);
    expect(shown([sick], failedReload())).toEqual([
      "error",
      "failed · 2 errors · nothing serving · unhealthy",
      "error",
    ]);
    expect(shown([sick], compiling())).toEqual(["working", "compiling · unhealthy", "sync~spin"]);
  });

  test("keeps in sight that Up would make it anew", () => {
    const edited = container({ drift: "edited" });
    expect(shown([edited], failedReload())[1]).toBe(
      "failed · 2 errors · nothing serving · edited since it was made",
    );
    expect(shown([edited], reload())).toEqual([
      "notice",
      "edited since it was made · serving the new build",
      "edit",
    ]);
  });

  test("with several containers counts them still", () => {
    expect(shown([container(), container()], failedReload())).toEqual([
      "error",
      "2 of 2 running · failed · 2 errors · nothing serving",
      "error",
    ]);
  });

  test("is in the hands of an action that works on it", () => {
    const backend = service("backend", [fine], { reload: failedReload() });
    const restarting = stack([backend], {
      actions: [{ kind: "restart", services: ["backend"], phase: "running", since }],
    });
    expect(serviceStatus(backend, restarting, NO_BUILDS, style).text).toBe("restarting…");
  });
});
