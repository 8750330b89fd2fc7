import { describe, expect, it } from "vitest";
import { assess } from "../../../src/cli/assess.ts";
import { serviceVerdict } from "../../../src/core/verdict/service.ts";
import type { AppState, ContainerState, ReloadState } from "../../../src/shared/model.ts";
import { appState, container, mode, reloadState, serviceState, stackState } from "./states.ts";

/** A stack of one service, with the verdict that the core gives for its containers. */
function service(...containers: readonly ContainerState[]): AppState {
  const verdict = serviceVerdict(containers, true, []);
  return appState({ stacks: [stackState({ services: [serviceState({ containers, verdict })] })] });
}

const kind = (state: AppState) => assess(state, "/shop").kind;

describe("all is well", () => {
  it("where every service runs, or has finished as it should", () => {
    expect(assess(service(container()), "/shop")).toEqual({ kind: "well", reasons: [] });
    expect(kind(service(container({ health: "healthy" })))).toBe("well");
    expect(kind(service(container({ status: "exited", exitCode: 0 })))).toBe("well");
  });

  it("where a service is left out by its profiles", () => {
    const inactiveProfiles = ["debug"];
    const verdict = serviceVerdict([], true, inactiveProfiles);
    const services = [serviceState({ containers: [], inactiveProfiles, verdict })];
    expect(kind(appState({ stacks: [stackState({ services })] }))).toBe("well");
  });
});

describe("something is not well", () => {
  it("where a service does not run, keeps failing, or is not ready", () => {
    expect(kind(service())).toBe("notWell");
    expect(kind(service(container({ status: "exited", exitCode: 1 })))).toBe("notWell");
    expect(kind(service(container({ status: "restarting" })))).toBe("notWell");
    expect(kind(service(container({ status: "paused" })))).toBe("notWell");
    expect(kind(service(container({ health: "unhealthy" })))).toBe("notWell");
    expect(kind(service(container({ health: "starting" })))).toBe("notWell");
    expect(kind(service(container(), container({ number: 2, status: "created" })))).toBe("notWell");
  });

  it("and says which service and why", () => {
    expect(assess(service(container({ status: "exited", exitCode: 3 })), "/shop").reasons).toEqual([
      "shop: web: exited with code 3 (shop-web-1 has ended)",
    ]);
  });

  it("where Compose refuses the files, also of a mode that does not run", () => {
    const modes = [mode(), mode({ id: "dev", label: "dev", problem: "empty compose file." })];
    expect(assess(appState({ stacks: [stackState({ modes })] }), "/shop")).toEqual({
      kind: "notWell",
      reasons: ["shop (dev): empty compose file."],
    });
  });

  it("where the containers are not what Up would make now", () => {
    expect(kind(service(container({ drift: "edited" })))).toBe("notWell");
    expect(kind(service(container({ drift: "rebuilt" })))).toBe("notWell");
  });

  it("where a reload has failed, was not seen, or needs more than a reload", () => {
    const reasons = (changes: Partial<ReloadState>) => {
      const containers = [container()];
      const reload = reloadState(changes);
      const verdict = serviceVerdict(containers, true, [], reload);
      const services = [serviceState({ containers, reload, verdict })];
      return assess(appState({ stacks: [stackState({ services })] }), "/shop").reasons;
    };
    expect(reasons({})).toEqual([]);
    expect(reasons({ phase: { kind: "failed", since: 1, errors: 2, warnings: 0 } })).toEqual([
      expect.stringMatching(/^shop: web: failed, 2 errors/),
    ]);
    const file = "/shop/.env";
    const needs = { file, at: 2, action: "watch", reason: "Only docker compose watch copies it." } as const;
    expect(reasons({ needs })).toEqual(["shop: web: watch needed (Only docker compose watch copies it.)"]);
    const unseen = { kind: "no", cause: "readOnlyMount", action: "recreate" } as const;
    expect(reasons({ seen: { ...unseen, reason: "It is read-only.", fix: "Make it writable." } })).toEqual([
      "shop: web: the last change was not seen (It is read-only. Make it writable.)",
    ]);
  });

  it("where others use the project's name, as Up would replace what is theirs", () => {
    const { kind: assessed, reasons } = assess(
      appState({ stacks: [stackState({ collidesWith: ["/other/shop"] })] }),
      "/shop",
    );
    expect(assessed).toBe("notWell");
    expect(reasons).toEqual([expect.stringMatching(/^shop: .* \/other\/shop; .*COMPOSE_PROJECT_NAME/)]);
  });
});

describe("it can't be told", () => {
  it("where the engine can't be reached, whatever else is known", () => {
    const state = appState({
      engine: { kind: "unreachable", reason: "Docker is not running.", advice: "Start it." },
      stacks: [stackState({ known: false, modes: [mode({ problem: "no" })] })],
    });
    expect(assess(state, "/shop")).toEqual({
      kind: "unknown",
      reasons: ["Docker is not running. Start it."],
    });
  });

  it("where there is no docker command to ask what the files mean", () => {
    const state = appState({ cli: { kind: "missing", reason: "No docker.", advice: "Install it." } });
    expect(assess(state, "/shop").reasons).toEqual(["No docker. Install it."]);
  });

  it("where there is no stack", () => {
    expect(assess(appState({ stacks: [] }), "/shop")).toEqual({
      kind: "unknown",
      reasons: ["No compose file in /shop, and nothing runs that was started from it."],
    });
  });

  it("where a container is in a state that this version does not know", () => {
    expect(kind(service(container({ status: "unknown" })))).toBe("unknown");
  });
});
