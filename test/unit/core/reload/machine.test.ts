import { describe, expect, test } from "vitest";
import { advance, type Machine, NEW_MACHINE } from "../../../../src/core/reload/machine.ts";
import type { ToolSetup } from "../../../../src/core/reload/reader.ts";
import type { Signal } from "../../../../src/core/reload/signal.ts";
import { BUN_HOT, CARGO_WATCH, QUIET_CARGO_WATCH } from "./setups.ts";

/** The signals come a second apart, the first one at 1000. */
function run(tool: ToolSetup, ...signals: readonly Signal[]): Machine {
  return signals.reduce<Machine>(
    (machine, signal, index) => advance(machine, signal, { text: signal.kind, at: (index + 1) * 1000 }, tool),
    NEW_MACHINE,
  );
}

const begin: Signal = { kind: "begin" };
const compile: Signal = { kind: "compile" };
const error: Signal = { kind: "error" };
const warning: Signal = { kind: "warning" };
const failed: Signal = { kind: "failed", errors: 2 };
const built: Signal = { kind: "built" };
const launch: Signal = { kind: "launch", sure: true };
const hint: Signal = { kind: "launch", sure: false };
const crash: Signal = { kind: "crash" };
const retract: Signal = { kind: "retract" };
const end = (code?: number): Signal => (code === undefined ? { kind: "end" } : { kind: "end", code });

describe("a watcher that tells when it reacts", () => {
  test.each<[string, Signal[], object]>([
    ["has begun", [begin], { at: 1000, step: { kind: "begun" } }],
    ["waits for a lock", [begin, { kind: "lock" }], { step: { kind: "compiling", waitsForLock: true } }],
    [
      "has the lock",
      [begin, { kind: "lock" }, compile],
      { step: { kind: "compiling", waitsForLock: false } },
    ],
    ["counts", [begin, compile, error, warning, error], { errors: 2, warnings: 1 }],
    ["has failed", [begin, compile, error, failed], { step: { kind: "failed", at: 4000 }, errors: 2 }],
    ["has failed and ended", [begin, compile, failed, end(101)], { step: { kind: "failed", at: 3000 } }],
    ["has failed without a word", [begin, compile, end(101)], { step: { kind: "failed", at: 3000 } }],
    ["is built", [begin, compile, built], { step: { kind: "built", at: 3000 }, builtAt: 3000 }],
    ["builds the next part", [begin, built, compile], { at: 1000, step: { kind: "compiling" } }],
    ["runs", [begin, compile, built, launch], { step: { kind: "launched", at: 4000 }, launchedAt: 4000 }],
    ["has panicked", [begin, built, launch, crash], { step: { kind: "crashed", at: 4000 } }],
    [
      "has panicked and ended",
      [begin, built, launch, crash, end(101)],
      { step: { kind: "crashed", code: 101 } },
    ],
    ["has exited", [begin, built, launch, end(3)], { step: { kind: "crashed", code: 3 } }],
    ["has ended well", [begin, built, end(0)], { step: { kind: "ended", at: 3000 } }],
    ["has reacted again", [begin, built, launch, begin], { at: 4000, step: { kind: "begun" }, errors: 0 }],
  ])("%s", (_what, signals, expected) => {
    expect(run(CARGO_WATCH, ...signals).epoch).toMatchObject(expected);
  });

  test("what the program before says at its end is not the new one's", () => {
    expect(run(CARGO_WATCH, begin, built, launch, begin, crash).epoch?.step).toEqual({ kind: "begun" });
  });

  test("what the program prints is no build's", () => {
    const machine = run(CARGO_WATCH, begin, built, launch, error, failed);
    expect(machine.epoch).toMatchObject({ step: { kind: "launched" }, errors: 0 });
  });

  test("a line of the build before that came late is corrected by the next one", () => {
    expect(run(CARGO_WATCH, begin, compile, begin, failed, compile).epoch?.step.kind).toBe("compiling");
    expect(run(CARGO_WATCH, begin, compile, begin, built, launch, compile).epoch?.step.kind).toBe(
      "compiling",
    );
  });

  test("the evidence is the line that said where it is, not a diagnostic", () => {
    expect(run(CARGO_WATCH, begin, compile, error, error).evidence).toEqual({ text: "compile", at: 2000 });
  });
});

describe("an end that is read before what was printed before it", () => {
  /** One second apart; the end, and what follows it, a millisecond. */
  function runLate(tool: ToolSetup, ...signals: readonly Signal[]): Machine {
    const ends = signals.findIndex(({ kind }) => kind === "end");
    return signals.reduce<Machine>((machine, signal, index) => {
      const at = index <= ends ? (index + 1) * 1000 : (ends + 1) * 1000 + (index - ends);
      return advance(machine, signal, { text: signal.kind, at }, tool);
    }, NEW_MACHINE);
  }

  test.each<[string, Signal[], object]>([
    ["a check that is well", [compile, end(0), built], { step: { kind: "ended" }, builtAt: 2000 }],
    ["one without a code", [compile, end(), warning, built], { step: { kind: "ended" }, warnings: 1 }],
    ["one that has failed", [compile, end(101), error, failed], { step: { kind: "failed" }, errors: 2 }],
    ["a panic", [compile, built, launch, end(101), crash], { step: { kind: "crashed", code: 101 } }],
    ["a program's exit", [compile, built, end(3), launch], { step: { kind: "crashed", code: 3 } }],
    ["a panic at once", [compile, end(101), built, launch, crash], { step: { kind: "crashed", code: 101 } }],
  ])("%s", (_what, signals, expected) => {
    const bacon: ToolSetup = { ...QUIET_CARGO_WATCH, tool: "bacon" };
    expect(runLate(bacon, ...signals).epoch).toMatchObject({ at: 1000, ...expected });
    const { builtAt: _later, ...same } = { builtAt: 0, ...expected };
    expect(runLate(CARGO_WATCH, begin, ...signals).epoch).toMatchObject({ at: 1000, ...same });
  });

  test("what follows later is the next one's", () => {
    const machine = run(
      { ...QUIET_CARGO_WATCH, tool: "bacon" },
      compile,
      built,
      end(),
      compile,
      built,
      end(),
    );
    expect(machine.epoch).toMatchObject({ at: 4000, step: { kind: "ended" } });
    expect(run({ ...QUIET_CARGO_WATCH, tool: "bacon" }, compile, end(), end()).epoch?.at).toBe(3000);
  });
});

test("of a build that has failed the evidence is its first error", () => {
  const lines = [
    "[Running]",
    "Compiling",
    "error[E0308]: mismatched types",
    "error: unused",
    "could not compile",
    "[Finished]",
  ];
  const machine = [begin, compile, error, error, failed, end(101)].reduce<Machine>(
    (before, signal, index) =>
      advance(before, signal, { text: lines[index] ?? "", at: (index + 1) * 1000 }, CARGO_WATCH),
    NEW_MACHINE,
  );
  expect(machine.evidence).toEqual({ text: "error[E0308]: mismatched types", at: 5000 });
});

test("of a program that has crashed the evidence is what it said itself, where it said so", () => {
  expect(run(CARGO_WATCH, begin, built, launch, crash, end(101)).evidence?.text).toBe("crash");
  expect(run(CARGO_WATCH, begin, built, launch, end(3)).evidence?.text).toBe("end");
  // By another output, and a moment later.
  const ended = run(CARGO_WATCH, begin, built, launch, end(101));
  expect(advance(ended, crash, { text: "crash", at: 4010 }, CARGO_WATCH)).toMatchObject({
    epoch: { step: { kind: "crashed", code: 101 } },
    evidence: { text: "crash", at: 4010 },
  });
});

describe("a watcher that is quiet", () => {
  test("the build's first line after an end is its reaction", () => {
    expect(run(QUIET_CARGO_WATCH, compile, built, launch, compile).epoch?.at).toBe(4000);
    expect(run(QUIET_CARGO_WATCH, compile, failed, compile, built).epoch).toMatchObject({
      at: 3000,
      step: { kind: "built" },
      errors: 0,
    });
  });

  test("a build that had nothing to do is a reaction too", () => {
    expect(run(QUIET_CARGO_WATCH, compile, built, launch, built).epoch?.at).toBe(4000);
  });
});

describe("a tool that reloads in its own process", () => {
  test("an error is a reload that has failed", () => {
    expect(run(BUN_HOT, { kind: "failed", errors: 1 }).epoch).toMatchObject({ at: 1000, errors: 1 });
  });

  test("two errors at once are one reload", () => {
    expect(run(BUN_HOT, failed, failed).epoch).toMatchObject({
      at: 1000,
      step: { kind: "failed", at: 2000 },
    });
  });

  test("an error of a request is taken back", () => {
    expect(run(BUN_HOT, crash, retract).epoch).toBeUndefined();
    expect(run(BUN_HOT, hint, crash, retract).epoch).toMatchObject({ at: 1000, step: { kind: "launched" } });
  });

  test("the first line printed again is a start, but not for sure", () => {
    const machine = run(BUN_HOT, failed, hint);
    expect(machine.epoch).toMatchObject({ at: 2000, sure: false, step: { kind: "launched" } });
    expect(machine.hints).toEqual([2000]);
  });
});
