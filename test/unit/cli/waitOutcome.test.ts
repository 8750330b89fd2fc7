import { describe, expect, it } from "vitest";
import { type Outcome, overallOutcome, serviceOutcome } from "../../../src/cli/waitOutcome.ts";
import { evaluate, type LogKnowledge } from "../../../src/core/reload/evaluate.ts";
import { NEW_MACHINE } from "../../../src/core/reload/machine.ts";
import { serviceVerdict } from "../../../src/core/verdict/service.ts";
import type { ServiceState, Verdict } from "../../../src/shared/model.ts";
import { CARGO_WATCH } from "../core/reload/setups.ts";
import { container, reloadState, serviceState, stackState } from "./states.ts";

const NOW = 10_000_000;
const LABELS = {
  project: "shop",
  service: "web",
  configFiles: [],
  workingDir: "/shop",
  configHash: "",
  image: "",
};
const since = 14_000;

const current: Verdict = { kind: "current", evidence: "it was started after the last change" };

function notCurrent(reason: string): Verdict {
  return { kind: "notCurrent", reason, evidence: "evidence", action: "logs" };
}

function outcomeOf(service: Partial<ServiceState>) {
  return serviceOutcome(stackState(), serviceState({ reload: reloadState(), ...service }), NOW);
}

describe("what has become of a service's last change", () => {
  it("is served where the verdict is that what runs is current", () => {
    expect(outcomeOf({ verdict: current })).toEqual({
      stack: "shop",
      service: "web",
      outcome: "served",
      reason: "serving the new build",
      evidence: "it was started after the last change",
      loopMs: 4_100,
    });
  });

  it("is served where the command only checks, and has ended well", () => {
    const reload = reloadState({
      phase: { kind: "waiting", since },
      serving: { kind: "nothing", evidence: "The command has ended." },
    });
    expect(outcomeOf({ verdict: current, reload })).toMatchObject({
      outcome: "served",
      reason: "its command has ended well",
    });
  });

  it("has no time where nothing has changed", () => {
    const { change: _change, seen: _seen, ...reload } = reloadState();
    const told = outcomeOf({ verdict: current, reload });
    expect(told).toMatchObject({ outcome: "served", reason: "serving, unchanged since its start" });
    expect(told).not.toHaveProperty("loopMs");
  });

  it.each<[string, Partial<ServiceState>]>([
    ["it compiles", { reload: reloadState({ phase: { kind: "compiling", since, waitsForLock: false } }) }],
    ["the watcher has time to see it", { reload: reloadState({ seen: { kind: "pending", until: NOW } }) }],
    [
      "an older change has failed",
      {
        verdict: notCurrent("failed, 1 error"),
        reload: reloadState({
          phase: { kind: "failed", since, errors: 1, warnings: 0 },
          seen: { kind: "pending", until: NOW },
        }),
      },
    ],
    [
      "it is built and not started yet",
      {
        verdict: { kind: "pending", reason: "built, not started yet", evidence: "Finished" },
        reload: reloadState({ phase: { kind: "built", since, warnings: 0 } }),
      },
    ],
    [
      "its health check has not passed yet",
      { verdict: { kind: "pending", reason: "starting", evidence: "no health yet" } },
    ],
  ])("is waited for while %s", (_what, service) => {
    expect(outcomeOf(service).outcome).toBe<Outcome>("waiting");
  });

  it("has failed where the build, the program or its health check has", () => {
    const failed = reloadState({
      phase: { kind: "failed", since, errors: 2, warnings: 0 },
      evidence: { text: "error: could not compile `web`", at: since },
    });
    expect(outcomeOf({ verdict: notCurrent("failed"), reload: failed })).toMatchObject({
      outcome: "failed",
      reason: "failed, 2 errors",
      evidence: "error: could not compile `web`",
    });
    const crashed = reloadState({ phase: { kind: "crashed", since, exitCode: 3 } });
    expect(outcomeOf({ verdict: notCurrent("crashed"), reload: crashed })).toMatchObject({
      outcome: "failed",
      reason: "crashed (3)",
    });
    const containers = [container({ health: "unhealthy" })];
    expect(outcomeOf({ verdict: notCurrent("unhealthy"), containers })).toMatchObject({
      outcome: "failed",
      reason: "unhealthy",
    });
  });

  it("has failed where the container has ended badly, or keeps ending", () => {
    for (const ended of [container({ status: "exited", exitCode: 1 }), container({ status: "restarting" })]) {
      expect(outcomeOf({ verdict: notCurrent("ended"), containers: [ended] })).toMatchObject({
        outcome: "failed",
        reason: "ended",
        evidence: "evidence",
      });
    }
  });

  it("was not seen where no watcher has reacted, with the reason and the fix", () => {
    const seen = {
      kind: "no",
      cause: "readOnlyMount",
      reason: "It is mounted read-only.",
      fix: "Mount it for writing.",
      action: "recreate",
    } as const;
    const verdict = notCurrent("the last change was not seen");
    expect(outcomeOf({ verdict, reload: reloadState({ seen }) })).toMatchObject({
      outcome: "notSeen",
      reason: "not seen: read-only mount",
      evidence: "It is mounted read-only. Mount it for writing.",
    });
    const phase = { kind: "failed", since, errors: 2, warnings: 0 } as const;
    expect(outcomeOf({ verdict: notCurrent("failed"), reload: reloadState({ phase, seen }) }).outcome).toBe(
      "failed",
    );
  });

  it("needs more than a reload where no reload takes it in", () => {
    const needs = { file: "/shop/.env", at: 12_000, action: "recreate", reason: "Read when made." } as const;
    expect(
      outcomeOf({ verdict: notCurrent("recreate needed"), reload: reloadState({ needs }) }),
    ).toMatchObject({ outcome: "needsAction", reason: "recreate needed", evidence: "Read when made." });
    expect(outcomeOf({ verdict: notCurrent("its compose file was edited") })).toMatchObject({
      outcome: "needsAction",
      reason: "its compose file was edited",
    });
  });

  it("is unknown where the verdict is", () => {
    const verdict: Verdict = { kind: "unknown", reason: "bun prints nothing when a reload goes well" };
    expect(outcomeOf({ verdict })).toMatchObject({
      outcome: "unknown",
      reason: "bun prints nothing when a reload goes well",
    });
  });

  it("is waited for while Docker has not told the containers", () => {
    const stack = stackState({ known: false });
    expect(serviceOutcome(stack, serviceState({ verdict: current }), NOW).outcome).toBe("waiting");
  });
});

describe("a service without a reload", () => {
  const without = (service: Partial<ServiceState>) =>
    serviceOutcome(stackState(), serviceState(service), NOW);

  it("is not known to serve anything, however well it runs", () => {
    expect(without({ verdict: current })).toMatchObject({
      outcome: "unknown",
      reason: "nothing tells of its reloads",
    });
  });

  it("has failed, or needs something, as its containers say", () => {
    const ended = [container({ status: "exited", exitCode: 1 })];
    expect(without({ verdict: notCurrent("exited with code 1"), containers: ended }).outcome).toBe("failed");
    expect(without({ verdict: notCurrent("nothing runs"), containers: [] })).toMatchObject({
      outcome: "needsAction",
      reason: "nothing runs",
    });
    expect(
      without({ verdict: notCurrent("paused"), containers: [container({ status: "paused" })] }).outcome,
    ).toBe("needsAction");
  });

  it("is waited for while its container comes", () => {
    const verdict = { kind: "pending", reason: "not started yet", evidence: "created" } as const;
    expect(without({ verdict, containers: [container({ status: "created" })] }).outcome).toBe("waiting");
  });
});

describe("the outcome of several", () => {
  it.each<[readonly Outcome[], Outcome]>([
    [["served", "served"], "served"],
    [["served", "unknown"], "unknown"],
    [["unknown", "needsAction", "served"], "needsAction"],
    [["unknown", "failed", "notSeen"], "failed"],
    [["failed", "waiting"], "waiting"],
  ])("of %j is %s", (outcomes, overall) => {
    const services = outcomes.map((outcome) => ({ stack: "shop", service: outcome, outcome, reason: "" }));
    expect(overallOutcome(services)).toBe(overall);
  });
});

describe("what the reload machine says at the start of a log", () => {
  /** By the machine's own words, which are what is waited for. */
  function outcomeAt(log: LogKnowledge, startedAt: number): Outcome {
    const own = container({ startedAt });
    const { state } = evaluate(
      {
        tool: CARGO_WATCH,
        container: { ...own, labels: LABELS },
        machine: NEW_MACHINE,
        log,
        facts: {},
        loop: undefined,
      },
      NOW,
    );
    const verdict = serviceVerdict([own], true, [], state);
    return outcomeOf({ verdict, reload: state, containers: [own] }).outcome;
  }

  it("is waited for while the log is being read", () => {
    expect(outcomeAt({ kind: "reading" }, NOW - 3_600_000)).toBe("waiting");
    expect(outcomeAt({ kind: "unreadable", reason: "none" }, NOW - 1_000)).toBe("unknown");
  });

  it("is waited for while the tool may not have come to its first word", () => {
    const silent = { kind: "read", complete: true } as const;
    expect(outcomeAt(silent, NOW - 59_000)).toBe("waiting");
    expect(outcomeAt(silent, NOW - 61_000)).toBe("unknown");
  });
});
