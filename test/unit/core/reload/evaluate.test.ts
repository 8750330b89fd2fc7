import { describe, expect, test } from "vitest";
import type { EngineContainer } from "../../../../src/core/engine/container.ts";
import { evaluate, type ReloadEvidence } from "../../../../src/core/reload/evaluate.ts";
import type { WatchedChange } from "../../../../src/core/reload/files/facts.ts";
import { advance, type Machine, NEW_MACHINE } from "../../../../src/core/reload/machine.ts";
import type { ToolSetup } from "../../../../src/core/reload/reader.ts";
import type { Signal } from "../../../../src/core/reload/signal.ts";
import { reloadVerdict } from "../../../../src/core/verdict/reload.ts";
import {
  BUN_HOT,
  BUN_WATCH,
  CARGO_WATCH,
  QUIET_CARGO_WATCH,
  VITE,
  WATCHEXEC_WITHOUT_RESTART,
} from "./setups.ts";

const START = 1_000_000;
const container: EngineContainer = {
  id: "c1",
  name: "shop-backend-1",
  image: "shop",
  imageId: "sha256:1",
  status: "running",
  health: "none",
  oomKilled: false,
  startedAt: START,
  ports: [],
  number: 1,
  oneOff: false,
  labels: {
    project: "shop",
    service: "backend",
    configFiles: [],
    workingDir: "/shop",
    configHash: "",
    image: "",
  },
};

function change(at: number, certain = true): WatchedChange {
  return {
    file: "/shop/src/main.rs",
    at,
    certain,
    unseen: {
      cause: "noFileEvents",
      reason: "No events cross the mount.",
      fix: "Add --poll.",
      action: "restart",
    },
  };
}

/** Signals with their times. */
function machine(tool: ToolSetup, ...told: readonly (readonly [number, Signal])[]): Machine {
  return told.reduce<Machine>(
    (before, [at, signal]) => advance(before, signal, { text: "line", at }, tool),
    NEW_MACHINE,
  );
}

const begin: Signal = { kind: "begin" };
const built: Signal = { kind: "built" };
const launch: Signal = { kind: "launch", sure: true };
const hint: Signal = { kind: "launch", sure: false };
const failed: Signal = { kind: "failed", errors: 2 };

/** Built and started within 3 s of the container's start. */
const FIRST = [
  [START + 100, begin],
  [START + 3000, built],
  [START + 3100, launch],
] as const;

function evidence(
  tool: ToolSetup,
  told: readonly (readonly [number, Signal])[],
  more: Partial<ReloadEvidence> = {},
) {
  return {
    tool,
    container,
    machine: machine(tool, ...told),
    log: { kind: "read", complete: true } as const,
    facts: {},
    loop: undefined,
    ...more,
  };
}

interface Expected {
  readonly phase: string;
  readonly serving: string;
  readonly seen?: string;
  readonly verdict: string;
}

function told(given: ReloadEvidence, now: number): Expected {
  const { state } = evaluate(given, now);
  return {
    phase: state.phase.kind,
    serving: state.serving.kind,
    ...(state.seen === undefined ? {} : { seen: state.seen.kind }),
    verdict: reloadVerdict(state).kind,
  };
}

const SAVED = START + 60_000;
const LATER = SAVED + 30_000;
const facts = { change: change(SAVED) };

describe("cargo-watch", () => {
  test.each<[string, ReloadEvidence, number, Expected]>([
    [
      "nothing was changed since the start",
      evidence(CARGO_WATCH, FIRST),
      LATER,
      { phase: "running", serving: "new", verdict: "current" },
    ],
    [
      "it has said nothing yet",
      evidence(CARGO_WATCH, []),
      START + 500,
      { phase: "unknown", serving: "unknown", verdict: "unknown" },
    ],
    [
      "a change was just saved",
      evidence(CARGO_WATCH, FIRST, { facts }),
      SAVED + 100,
      { phase: "running", serving: "old", seen: "pending", verdict: "pending" },
    ],
    [
      "it compiles",
      evidence(CARGO_WATCH, [...FIRST, [SAVED + 200, begin]], { facts }),
      SAVED + 300,
      { phase: "compiling", serving: "nothing", seen: "yes", verdict: "pending" },
    ],
    [
      "it failed",
      evidence(CARGO_WATCH, [...FIRST, [SAVED + 200, begin], [SAVED + 900, failed]], { facts }),
      LATER,
      { phase: "failed", serving: "nothing", seen: "yes", verdict: "notCurrent" },
    ],
    [
      "it serves the new build",
      evidence(CARGO_WATCH, [...FIRST, [SAVED + 200, begin], [SAVED + 900, built], [SAVED + 950, launch]], {
        facts,
      }),
      LATER,
      { phase: "running", serving: "new", seen: "yes", verdict: "current" },
    ],
    [
      "it has not reacted",
      evidence(CARGO_WATCH, FIRST, { facts }),
      LATER,
      { phase: "running", serving: "old", seen: "no", verdict: "notCurrent" },
    ],
    [
      "it has not reacted to a file that it may not watch",
      evidence(CARGO_WATCH, FIRST, { facts: { change: change(SAVED, false) } }),
      LATER,
      { phase: "running", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "a check has ended well",
      evidence(CARGO_WATCH, [...FIRST.slice(0, 2), [START + 3001, { kind: "end", code: 0 }]]),
      LATER,
      { phase: "waiting", serving: "nothing", verdict: "current" },
    ],
    [
      "built, and about to be started",
      evidence(CARGO_WATCH, FIRST.slice(0, 2)),
      START + 3500,
      { phase: "built", serving: "nothing", verdict: "pending" },
    ],
    [
      "built, and nothing says that it was started",
      evidence(CARGO_WATCH, FIRST.slice(0, 2)),
      LATER,
      { phase: "built", serving: "unknown", verdict: "unknown" },
    ],
    [
      "not all files could be looked at, and nothing was found",
      evidence(CARGO_WATCH, FIRST, { facts: { incomplete: "the engine is on another machine" } }),
      LATER,
      { phase: "running", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "not all files could be looked at, and a change was taken in",
      evidence(CARGO_WATCH, [...FIRST, [SAVED + 200, begin], [SAVED + 900, built], [SAVED + 950, launch]], {
        facts: { ...facts, incomplete: "it has more than 20000 files" },
      }),
      LATER,
      { phase: "running", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "not all files could be looked at, and a check has ended well",
      evidence(CARGO_WATCH, [...FIRST.slice(0, 2), [START + 3001, { kind: "end", code: 0 }]], {
        facts: { incomplete: "it has more than 20000 files" },
      }),
      LATER,
      { phase: "waiting", serving: "nothing", seen: "unknown", verdict: "unknown" },
    ],
    [
      "not all files could be looked at, and a change was not seen",
      evidence(CARGO_WATCH, FIRST, { facts: { ...facts, incomplete: "it has more than 20000 files" } }),
      LATER,
      { phase: "running", serving: "old", seen: "no", verdict: "notCurrent" },
    ],
    [
      "the log does not go back far enough",
      evidence(CARGO_WATCH, [], { log: { kind: "read", complete: false } }),
      LATER,
      { phase: "unknown", serving: "unknown", verdict: "unknown" },
    ],
    [
      "the log can't be read",
      evidence(CARGO_WATCH, [], { facts, log: { kind: "unreadable", reason: "driver none" } }),
      LATER,
      { phase: "unknown", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "its container has exited",
      evidence(CARGO_WATCH, FIRST, {
        container: { ...container, status: "exited", exitCode: 137, finishedAt: LATER },
      }),
      LATER,
      { phase: "crashed", serving: "nothing", verdict: "notCurrent" },
    ],
    [
      "quietly it has not reacted",
      evidence(QUIET_CARGO_WATCH, FIRST.slice(1), { facts }),
      LATER,
      { phase: "running", serving: "old", seen: "no", verdict: "notCurrent" },
    ],
    [
      "quietly it has started, and would not say that it ended",
      evidence(QUIET_CARGO_WATCH, FIRST.slice(1)),
      LATER,
      { phase: "running", serving: "unknown", verdict: "unknown" },
    ],
    [
      "quietly it has started, and its health check passes",
      evidence(QUIET_CARGO_WATCH, FIRST.slice(1), { container: { ...container, health: "healthy" } }),
      LATER,
      { phase: "running", serving: "new", verdict: "current" },
    ],
    [
      "not even cargo is heard",
      evidence({ ...QUIET_CARGO_WATCH, tellsSuccess: false }, FIRST.slice(1), { facts }),
      LATER,
      { phase: "running", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
  ])("%s", (_what, given, now, expected) => {
    expect(told(given, now)).toEqual(expected);
  });

  test("the watcher is not among the processes", () => {
    const { state } = evaluate(evidence(CARGO_WATCH, FIRST, { facts, watcherRuns: false }), LATER);
    expect(state.seen).toMatchObject({ kind: "no", cause: "watcherNotRunning", action: "restart" });
  });

  test("it is given three times as long as it takes as a rule", () => {
    const loop = { last: { at: 0, total: 4000 }, count: 9, p50: 3000, p95: 4000, trend: "steady" } as const;
    const given = evidence(CARGO_WATCH, FIRST, { facts, loop });
    expect(evaluate(given, SAVED + 100).until).toBe(SAVED + 12_000);
    expect(evaluate(given, SAVED + 11_999).state.seen?.kind).toBe("pending");
    expect(evaluate(given, SAVED + 12_000).state.seen?.kind).toBe("no");
  });

  test("a reaction that comes late takes it back", () => {
    const late = evidence(CARGO_WATCH, [...FIRST, [SAVED + 20_000, begin]], { facts });
    expect(told(late, LATER)).toMatchObject({ phase: "compiling", seen: "yes" });
  });

  test("a probe has the last word on what serves", () => {
    const waits = evidence(CARGO_WATCH, FIRST, { probe: { set: true } });
    expect(told(waits, LATER)).toMatchObject({ serving: "unknown", verdict: "unknown" });
    const answered = { kind: "answered", at: LATER, status: 200 } as const;
    const given = evidence(CARGO_WATCH, FIRST, { probe: { set: true, result: answered } });
    expect(told(given, LATER)).toMatchObject({ serving: "new", verdict: "current" });
  });
});

describe("a change that no reload takes in", () => {
  const needs = {
    file: "/shop/.env",
    at: SAVED,
    action: "restart",
    reason: "It is read at the start.",
  } as const;

  test("leaves the old in what runs", () => {
    const { state } = evaluate(evidence(CARGO_WATCH, FIRST, { facts: { needs } }), LATER);
    expect(state.serving).toMatchObject({ kind: "old" });
    expect(reloadVerdict(state)).toMatchObject({ kind: "notCurrent", action: "restart" });
  });

  test("is needed as before when another change was taken in", () => {
    const again = [...FIRST, [SAVED + 200, begin], [SAVED + 900, built], [SAVED + 950, launch]] as const;
    const { state } = evaluate(evidence(CARGO_WATCH, again, { facts: { needs } }), LATER);
    expect(state).toMatchObject({ serving: { kind: "new" }, needs: { action: "restart" } });
  });
});

describe("watchexec without --restart", () => {
  test("a change while the program runs needs a restart", () => {
    const { state } = evaluate(evidence(WATCHEXEC_WITHOUT_RESTART, FIRST, { facts }), LATER);
    expect(state.needs).toMatchObject({ action: "restart", file: "/shop/src/main.rs" });
    expect(state.serving.kind).toBe("old");
    expect(reloadVerdict(state)).toMatchObject({ kind: "notCurrent", action: "restart" });
  });

  test("a change that it has taken in needs none, whatever else may have changed", () => {
    const again = [...FIRST, [SAVED + 200, begin], [SAVED + 900, built], [SAVED + 950, launch]] as const;
    const given = { facts: { ...facts, incomplete: "it has more than 20000 files" } };
    const { state } = evaluate(evidence(WATCHEXEC_WITHOUT_RESTART, again, given), LATER);
    expect(state.needs).toBeUndefined();
    expect(reloadVerdict(state).kind).toBe("unknown");
  });
});

describe("Vite", () => {
  const reloaded: Signal = { kind: "reloaded" };
  const noted = { change: change(SAVED, false) };

  test("has noted a change, which may not be one that it can build", () => {
    const given = evidence(
      VITE,
      [
        [START, launch],
        [SAVED + 50, reloaded],
      ],
      { facts: noted },
    );
    const expected = { phase: "running", serving: "unknown", seen: "yes", verdict: "unknown" };
    expect(told(given, LATER)).toEqual(expected);
    expect(told(evidence(VITE, [[START, launch]]), LATER)).toMatchObject({ verdict: "current" });
  });

  test("answers with the error where it can't", () => {
    const broken = evidence(
      VITE,
      [
        [START, launch],
        [SAVED + 50, failed],
      ],
      { facts: noted },
    );
    expect(told(broken, LATER)).toMatchObject({ phase: "failed", serving: "nothing" });
  });

  test("is not up before it says so", () => {
    expect(told(evidence(VITE, []), LATER)).toEqual({
      phase: "unknown",
      serving: "unknown",
      verdict: "unknown",
    });
  });

  test("tells of what it takes in", () => {
    const given = evidence(VITE, [[START + 200, launch]], { facts: { change: change(SAVED, false) } });
    const { seen } = evaluate(given, LATER).state;
    expect(seen).toMatchObject({ kind: "unknown", reason: expect.stringContaining("has not reacted") });
  });
});

describe("bun", () => {
  test.each<[string, ReloadEvidence, number, Expected]>([
    [
      "nothing was changed",
      evidence(BUN_HOT, []),
      LATER,
      { phase: "running", serving: "new", verdict: "current" },
    ],
    [
      "a change was just saved: it may have been taken in",
      evidence(BUN_HOT, [], { facts: { change: change(SAVED, false) } }),
      SAVED + 100,
      { phase: "running", serving: "unknown", seen: "pending", verdict: "pending" },
    ],
    [
      "a change, and silence",
      evidence(BUN_HOT, [], { facts: { change: change(SAVED, false) } }),
      LATER,
      { phase: "running", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "a change, and the program has printed its first line again",
      evidence(BUN_HOT, [[SAVED + 50, hint]], { facts: { change: change(SAVED, false) } }),
      LATER,
      { phase: "running", serving: "new", seen: "yes", verdict: "current" },
    ],
    [
      "it has printed that line again just now, perhaps for a change that is not known yet",
      evidence(
        BUN_HOT,
        [
          [SAVED + 50, hint],
          [LATER - 300, hint],
        ],
        { facts: { change: change(SAVED, false) } },
      ),
      LATER,
      { phase: "running", serving: "new", seen: "yes", verdict: "current" },
    ],
    [
      "it prints that line at other times, too",
      evidence(
        BUN_HOT,
        [
          [SAVED + 50, hint],
          [SAVED + 5050, hint],
        ],
        { facts: { change: change(SAVED, false) } },
      ),
      LATER,
      { phase: "running", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "a syntax error with --hot",
      evidence(BUN_HOT, [[SAVED + 50, failed]], { facts: { change: change(SAVED, false) } }),
      LATER,
      { phase: "failed", serving: "old", seen: "yes", verdict: "notCurrent" },
    ],
    [
      "mended a moment ago, in silence",
      evidence(BUN_HOT, [[SAVED - 9000, failed]], { facts: { change: change(SAVED, false) } }),
      SAVED + 100,
      { phase: "unknown", serving: "unknown", seen: "pending", verdict: "pending" },
    ],
    [
      "mended in silence",
      evidence(BUN_HOT, [[SAVED - 9000, failed]], { facts: { change: change(SAVED, false) } }),
      LATER,
      { phase: "unknown", serving: "unknown", seen: "unknown", verdict: "unknown" },
    ],
    [
      "an error of a file that may have been half written",
      evidence(BUN_HOT, [[SAVED + 5, { kind: "failed", errors: 1, halfWritten: true }]], {
        facts: { change: change(SAVED, false) },
      }),
      LATER,
      { phase: "unknown", serving: "unknown", seen: "yes", verdict: "unknown" },
    ],
    [
      "the same, long after the file was written",
      evidence(BUN_HOT, [[SAVED + 5000, { kind: "failed", errors: 1, halfWritten: true }]], {
        facts: { change: change(SAVED, false) },
      }),
      LATER,
      { phase: "failed", serving: "old", seen: "yes", verdict: "notCurrent" },
    ],
    [
      "a syntax error with --watch",
      evidence(BUN_WATCH, [[SAVED + 50, failed]], { facts: { change: change(SAVED, false) } }),
      LATER,
      { phase: "failed", serving: "nothing", seen: "yes", verdict: "notCurrent" },
    ],
  ])("%s", (_what, given, now, expected) => {
    expect(told(given, now)).toEqual(expected);
  });
});
