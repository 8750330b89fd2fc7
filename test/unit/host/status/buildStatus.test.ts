import { describe, expect, test } from "vitest";
import { serviceStatus } from "../../../../src/host/status/serviceStatus.ts";
import { countAttention, stackStatus } from "../../../../src/host/status/stackStatus.ts";
import type { BuildsState } from "../../../../src/shared/builds.ts";
import type { ServiceState, StackState } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import {
  app,
  build,
  builds,
  changedCode,
  container,
  exited,
  failedBuild,
  failedReload,
  liveBuild,
  mode,
  reload,
  service,
  stack,
} from "../states.ts";

const lacks = {
  kind: "notCurrent",
  reason: "its image lacks your change in main.rs",
  evidence: "/w/src/main.rs was changed after the image was built",
  action: "rebuild",
} as const;
const stale = (changes: Partial<ServiceState> = {}): ServiceState =>
  service("backend", [container()], { verdict: lacks, baked: { code: changedCode() }, ...changes });
const shown = (backend: ServiceState, known: BuildsState, of: Partial<StackState> = {}) => {
  const { level, text, icon } = serviceStatus(backend, stack([backend], of), known, style);
  return [level, text, icon.id];
};
const running = service("backend", [container({ health: "healthy" })], { buildable: true });

describe("a service that is being built", () => {
  test("says how far and for how long, whoever started it and whatever it does meanwhile", () => {
    const known = builds({ live: [liveBuild()] });
    const said = ["working", "building 5/9 · 0:42", "sync~spin"];
    expect(shown(running, known)).toEqual(said);
    expect(shown(service("backend", [exited(1)]), known)).toEqual(said);
    expect(shown(stale(), known)).toEqual(said);
    expect(shown(running, builds({ live: [liveBuild()], last: [failedBuild()] }))).toEqual(said);
  });

  test("says no number of steps while there is none, and no time before it began", () => {
    const early = liveBuild({ done: 0, total: 0, startedAt: NOON + 5_000 });
    expect(shown(running, builds({ live: [early] }))[1]).toBe("building · 0:00");
  });

  test("says more than the action that builds it, unless that is being cancelled", () => {
    const known = builds({ live: [liveBuild()] });
    const acting = (phase: "running" | "cancelling") => ({
      actions: [{ kind: "rebuild" as const, services: ["backend"], phase, since: NOON }],
    });
    expect(shown(running, known, acting("running"))[1]).toBe("building 5/9 · 0:42");
    expect(shown(running, known, acting("cancelling"))[1]).toBe("cancelling…");
  });

  test("is no other stack's of that name, and no other service", () => {
    expect(shown(running, builds({ live: [liveBuild({ stackId: "blog" })] }))[1]).toBe("running · healthy");
    expect(shown(running, builds({ live: [liveBuild({ services: ["ui"] })] }))[1]).toBe("running · healthy");
  });
});

describe("a service whose build failed", () => {
  test("says so before what it does, until a newer one succeeds", () => {
    const failed = failedBuild();
    expect(shown(running, builds({ last: [failed] }))).toEqual([
      "error",
      "build failed · running · healthy",
      "error",
    ]);
    expect(shown(service("backend"), builds({ last: [failed] }))[1]).toBe("build failed · not created");
    expect(shown(running, builds({ last: [build({ startedAt: NOON }), failed] }))[0]).toBe("ok");
  });

  test("says nothing of a build of another mode than the active one", () => {
    const known = builds({ last: [failedBuild({ mode: "production" })] });
    const modes = [mode("dev"), mode("production")];
    const level = (label?: string) => {
      const activeMode = modes.find((each) => each.label === label)?.id;
      return shown(running, known, { modes, ...(activeMode === undefined ? {} : { activeMode }) })[0];
    };
    expect([level("dev"), level("production"), level()]).toEqual(["ok", "error", "error"]);
  });

  test("leaves what is under way alone", () => {
    const compiling = reload({ phase: { kind: "compiling", since: NOON, waitsForLock: false } });
    const backend = service("backend", [container()], { reload: compiling });
    expect(shown(backend, builds({ last: [failedBuild()] }))[1]).toBe("compiling");
  });
});

describe("a service whose image lacks a change", () => {
  test("says which, in place of that it runs", () => {
    const said = ["warning", "image lacks your change in main.rs", "warning"];
    expect(shown(stale(), builds())).toEqual(said);
    expect(shown(stale({ reload: reload() }), builds())).toEqual(said);
  });

  test("counts what else it lacks", () => {
    const [first] = changedCode().files;
    const file = { file: "/w/lib.rs", kind: "added" } as const;
    const code = changedCode({ files: first === undefined ? [] : [first, file], more: 3 });
    expect(shown(stale({ baked: { code } }), builds())[1]).toBe(
      "image lacks your changes in main.rs and 4 more",
    );
  });

  test("says how many run where there are several", () => {
    const two = stale({ containers: [container(), container()] });
    expect(shown(two, builds())[1]).toBe("2 of 2 running · image lacks your change in main.rs");
  });

  test("says nothing of it where that is not the verdict, or something worse is the matter", () => {
    const verdict = { kind: "notCurrent", reason: "stopped", evidence: "It is.", action: "start" } as const;
    expect(shown(stale({ verdict }), builds())[0]).toBe("ok");
    expect(shown(stale({ containers: [container({ health: "unhealthy" })] }), builds())[1]).toBe(
      "running · unhealthy",
    );
    expect(shown(stale({ reload: failedReload() }), builds())[1]).toBe("failed · 2 errors · nothing serving");
  });

  test.each(["touched", "unknown", "same"] as const)("is never one of which that is %s", (kind) => {
    const code = { ...changedCode(), kind, evidence: "Its hashes agree.", reason: "it was built elsewhere" };
    expect(shown(stale({ baked: { code } }), builds())[0]).toBe("ok");
  });
});

test("a stack counts what is built, and the badge what failed or is stale", () => {
  const backend = stale();
  const ui = service("ui", [container()]);
  const known = builds({
    live: [liveBuild({ services: ["ui"] })],
    last: [failedBuild({ services: ["ui"] })],
  });
  expect(stackStatus(stack([backend, ui]), known, style).text).toBe("2 of 2 running · 1 building");
  expect(countAttention(app([stack([backend, ui])], { builds: known }), style)).toBe(1);
  expect(countAttention(app([stack([backend, ui])], { builds: builds({ last: known.last }) }), style)).toBe(
    2,
  );
});
