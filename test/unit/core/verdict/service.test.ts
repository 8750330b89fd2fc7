import { describe, expect, test } from "vitest";
import { serviceVerdict } from "../../../../src/core/verdict/service.ts";
import type { ContainerState, Verdict } from "../../../../src/shared/model.ts";
import { container } from "../stack/containers.ts";

const verdict = (...containers: Partial<ContainerState>[]) =>
  serviceVerdict(containers.map(container), true, []);

describe("the verdict of a service", () => {
  test.each<[string, Partial<ContainerState>, Verdict["kind"], string]>([
    ["runs without a health check", {}, "unknown", "not known"],
    ["is healthy", { health: "healthy" }, "unknown", "not known"],
    ["is unhealthy", { health: "unhealthy" }, "notCurrent", "unhealthy"],
    ["waits for its health check", { health: "starting" }, "pending", "starting"],
    [
      "was killed for its memory",
      { status: "exited", exitCode: 137, oomKilled: true },
      "notCurrent",
      "memory",
    ],
    ["failed", { status: "exited", exitCode: 101 }, "notCurrent", "code 101"],
    ["was stopped", { status: "exited", exitCode: 143 }, "notCurrent", "stopped"],
    ["has finished", { status: "exited", exitCode: 0 }, "unknown", "finished"],
    ["keeps restarting", { status: "restarting", exitCode: 1 }, "notCurrent", "restarting"],
    ["is paused", { status: "paused" }, "notCurrent", "paused"],
    ["is created", { status: "created" }, "pending", "not started"],
    ["is dead", { status: "dead" }, "notCurrent", "exited"],
    ["is in a state that nobody knows", { status: "unknown" }, "unknown", "not known"],
  ])("that %s", (_what, overrides, kind, reason) => {
    const answer = verdict(overrides);
    expect(answer.kind).toBe(kind);
    expect(answer).toHaveProperty("reason", expect.stringContaining(reason));
  });

  test("is never dressed up as current by what is known so far", () => {
    expect(verdict({ health: "healthy" }).kind).not.toBe("current");
  });

  test("is its worst container's", () => {
    expect(verdict({}, { status: "exited", exitCode: 1 }, { health: "starting" }).kind).toBe("notCurrent");
  });

  test("asks for Up where there is no container, visitors aside", () => {
    expect(verdict()).toMatchObject({ kind: "notCurrent", action: "up" });
    expect(verdict({ oneOff: true })).toMatchObject({ kind: "notCurrent", action: "up" });
  });

  test("of inactive profiles is not missed, and is told as any other while it has a container", () => {
    const inactive = (...containers: Partial<ContainerState>[]) =>
      serviceVerdict(containers.map(container), true, ["debug", "tools"]);
    const missing = { kind: "unknown", reason: "none of its profiles is active (debug, tools)" };
    expect(inactive()).toEqual(missing);
    expect(inactive({ oneOff: true })).toEqual(missing);
    expect(inactive({ status: "exited", exitCode: 1 })).toMatchObject({ kind: "notCurrent" });
  });

  test("is unknown while the engine can't be reached", () => {
    expect(serviceVerdict([], false, [])).toEqual({
      kind: "unknown",
      reason: "Docker has not told its containers",
    });
  });
});

describe("the verdict of a service that would be made anew", () => {
  test.each<[string, Partial<ContainerState>, string, string]>([
    ["was edited", { drift: "edited" }, "compose file was edited", "recreate"],
    ["was rebuilt", { drift: "rebuilt" }, "built or pulled anew", "recreate"],
    ["was rebuilt and is healthy", { drift: "rebuilt", health: "healthy" }, "built or pulled", "recreate"],
    ["was rebuilt while it starts", { drift: "rebuilt", health: "starting" }, "built or pulled", "recreate"],
    [
      "was rebuilt since it has finished",
      { drift: "rebuilt", status: "exited", exitCode: 0 },
      "built",
      "recreate",
    ],
    ["was edited and stopped", { drift: "edited", status: "exited", exitCode: 143 }, "stopped", "up"],
    ["was edited and is unhealthy", { drift: "edited", health: "unhealthy" }, "unhealthy", "logs"],
    [
      "was edited and fails",
      { drift: "edited", status: "exited", exitCode: 1 },
      "exited with code 1",
      "logs",
    ],
  ])("that %s", (_what, overrides, reason, action) => {
    const answer = verdict(overrides);
    expect(answer).toMatchObject({ kind: "notCurrent", action });
    expect(answer).toHaveProperty("reason", expect.stringContaining(reason));
  });

  test("is that of one of its containers", () => {
    expect(verdict({}, { drift: "rebuilt", name: "shop-backend-2" })).toMatchObject({
      kind: "notCurrent",
      evidence: expect.stringContaining("shop-backend-2"),
    });
  });
});
