import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../../../src/core/logs/logLine.ts";
import type { LineReader, ToolSetup } from "../../../../../src/core/reload/reader.ts";
import { bun } from "../../../../../src/core/reload/readers/bun.ts";
import type { Signal } from "../../../../../src/core/reload/signal.ts";
import { signalsOf, wordOf } from "../../../../support/recording.ts";
import { BUN_HOT, BUN_WATCH } from "../setups.ts";

const STARTED_AT = 1_000_000;
const TERMINAL = "\u001b[2J\u001b[3J\u001b[H\u001b[2J\u001b[3J\u001b[H";

interface Written {
  /** Milliseconds since the run's start. */
  readonly at: number;
  readonly text: string;
  readonly stream?: "stdout" | "stderr";
}

function lineOf({ at, text, stream = "stdout" }: Written): LogLine {
  return { stream, time: STARTED_AT + at, bytes: Buffer.from(text), broken: false };
}

function signalsFor(setup: ToolSetup, written: readonly Written[]): readonly (readonly Signal[])[] {
  const reader: LineReader = bun.createReader(setup, STARTED_AT);
  return written.map((each) => signalsOf(reader, lineOf(each)));
}

function wordsFor(setup: ToolSetup, written: readonly Written[]): readonly string[] {
  return signalsFor(setup, written).map((signals) => signals.map(wordOf).join(" "));
}

function errorAt(at: number, where: string): readonly Written[] {
  return ["1 | throw new Error();", "          ^", "error: boom", where].map((text) => ({
    at,
    text,
    stream: "stderr" as const,
  }));
}

const NOT_LOADED = errorAt(4_000, "    at /app/src/util.ts:1:18");

describe("the first line of a program's start", () => {
  it.each([
    { why: "comes again", first: "listening", again: "launch?" },
    { why: "is a request's", first: "GET /health 200", again: "" },
  ])("$why", ({ first, again }) => {
    const words = wordsFor(BUN_WATCH, [
      { at: 100, text: first },
      { at: 200, text: "ready" },
      { at: 5_000, text: "ready" },
      { at: 9_000, text: first },
    ]);
    expect(words).toEqual(["", "", "", again]);
  });

  it("comes after what a package manager says of its script", () => {
    const words = wordsFor(BUN_WATCH, [
      { at: 1, text: "" },
      { at: 1, text: "> app@1.0.0 dev" },
      { at: 1, text: "> bun --watch src/server.ts" },
      { at: 1, text: "" },
      { at: 100, text: "listening" },
      { at: 5_000, text: "" },
      { at: 9_000, text: "listening" },
    ]);
    expect(words).toEqual(["", "", "", "", "", "", "launch?"]);
  });

  it("comes after what a script says of the packages that it installs", () => {
    const words = wordsFor(BUN_HOT, [
      { at: 10, text: "app: installing the packages" },
      { at: 20, text: "bun install v1.4.5 (a7733435c)" },
      { at: 20, text: "" },
      { at: 9_000, text: "+ preact@11.2.0" },
      { at: 9_000, text: "" },
      { at: 9_000, text: "5 packages installed [8.98s]" },
      { at: 9_100, text: "listening" },
      { at: 20_000, text: "app: installing the packages" },
      { at: 60_000, text: "listening" },
    ]);
    expect(words).toEqual(["", "", "", "", "", "", "", "", "launch?"]);
  });

  it("is not known where the run began long before", () => {
    const words = wordsFor(BUN_WATCH, [
      { at: 3_001, text: "listening" },
      { at: 9_000, text: "listening" },
    ]);
    expect(words).toEqual(["", ""]);
  });

  it("is one of stdout", () => {
    const words = wordsFor(BUN_WATCH, [
      { at: 100, text: "listening" },
      { at: 9_000, text: "listening", stream: "stderr" },
      { at: 9_001, text: "listening " },
    ]);
    expect(words).toEqual(["", "", ""]);
  });

  it("comes late where the first start has failed", () => {
    const words = wordsFor(BUN_HOT, [
      ...errorAt(10, "    at /app/src/util.ts:1:18"),
      { at: 60_000, text: "listening" },
    ]);
    expect(words.at(-1)).toBe("launch?");
  });
});

describe("an error", () => {
  it.each([
    {
      what: "that kept a module from being loaded",
      where: "    at /app/src/util.ts:1:18",
      told: "begin failed(1)",
    },
    { what: "in a module's own code", where: "      at /app/src/util.ts:1:18", told: "crash" },
    { what: "in a function", where: "      at fetch (/app/src/server.ts:1:18)", told: "" },
  ])("$what", ({ where, told }) => {
    const words = wordsFor(BUN_HOT, [{ at: 1, text: "listening" }, ...errorAt(4_000, where)]);
    expect(words).toEqual(["", "", "", "", told]);
  });

  it("is told with its own words", () => {
    const signals = signalsFor(BUN_HOT, NOT_LOADED).flat();
    expect(signals).toEqual([{ kind: "begin" }, { kind: "failed", errors: 1, line: "error: boom" }]);
  });

  it("that others follow from is the one whose words are told", () => {
    const second = ["2 | }", "    ^", "error: Unexpected }", "    at /app/src/util.ts:2:1"].map((text) => ({
      at: 4_000,
      text,
      stream: "stderr" as const,
    }));
    expect(
      signalsFor(BUN_HOT, [...NOT_LOADED, ...second])
        .flat()
        .at(-1),
    ).toEqual({
      kind: "failed",
      errors: 2,
      line: "error: boom",
    });
  });

  it("in a function is a start's while the program has printed nothing", () => {
    expect(wordsFor(BUN_WATCH, errorAt(500, "      at main (/app/src/server.ts:1:18)")).at(-1)).toBe("crash");
    expect(wordsFor(BUN_WATCH, errorAt(9_000, "      at main (/app/src/server.ts:1:18)")).at(-1)).toBe("");
  });

  it("that the program prints itself is taken back", () => {
    const printed = [
      ...errorAt(4_000, "      at /app/src/util.ts:1:18"),
      { at: 4_000, text: "", stream: "stderr" as const },
    ];
    expect(wordsFor(BUN_HOT, printed)).toEqual(["", "", "", "crash", "retract"]);
  });

  it("is not taken back by an empty line of later", () => {
    const printed = [
      ...errorAt(4_000, "      at /app/src/util.ts:1:18"),
      { at: 9_000, text: "", stream: "stderr" as const },
    ];
    expect(wordsFor(BUN_HOT, printed)).toEqual(["", "", "", "crash", ""]);
  });

  it.each([
    "error: boom",
    "error: Error: boom\n    at /app/src/util.ts:1:2",
    "TypeError: boom",
    "1 | not code",
  ])("is not made of the program's own words: %j", (text) => {
    const written = text.split("\n").map((each) => ({ at: 4_000, text: each, stream: "stderr" as const }));
    expect(wordsFor(BUN_HOT, written).join("")).toBe("");
  });

  it.each([BUN_HOT, BUN_WATCH])(
    "of a file that may have been half written is told as such ($meanwhile)",
    (setup) => {
      const half = {
        at: 4_000,
        text: "SyntaxError: Export named 'v' not found in module '/app/src/util.ts'.",
      };
      const stderr = (written: Written): Written => ({ ...written, stream: "stderr" });
      const whole = NOT_LOADED.map((each) => ({ ...each, at: 4_030 }));
      expect(signalsFor(setup, [half].map(stderr)).flat()).toMatchObject([
        { kind: "begin" },
        { kind: "failed", errors: 1, halfWritten: true },
      ]);
      // The whole one is broken: that alone counts.
      const failed = signalsFor(setup, [half, ...whole].map(stderr))
        .flat()
        .at(-1);
      expect(failed).toEqual({ kind: "failed", errors: 1, line: "error: boom" });
    },
  );

  it("stands with --hot while the old program prints", () => {
    const words = wordsFor(BUN_HOT, [
      { at: 1, text: "listening" },
      ...NOT_LOADED,
      { at: 9_000, text: "GET /" },
    ]);
    expect(words.at(-1)).toBe("");
  });

  it("with --watch is over when anything is printed", () => {
    const words = wordsFor(BUN_WATCH, [
      ...NOT_LOADED,
      { at: 4_050, text: "note" },
      { at: 9_000, text: "GET /" },
    ]);
    expect(words.slice(-2)).toEqual(["", "launch?"]);
  });
});

describe("a cleared screen", () => {
  it("is a reload where the start's first line follows", () => {
    const words = wordsFor(BUN_HOT, [
      { at: 1, text: "listening" },
      { at: 9_000, text: `${TERMINAL}listening` },
    ]);
    expect(words).toEqual(["", "begin launch"]);
  });

  it("may be an old one where another line follows", () => {
    expect(wordsFor(BUN_HOT, [{ at: 9_000, text: `${TERMINAL}GET /` }])).toEqual(["launch?"]);
  });

  it("says nothing on stdout where errors come on stderr", () => {
    const words = wordsFor(BUN_HOT, [...NOT_LOADED, { at: 9_000, text: `${TERMINAL}GET /` }]);
    expect(words.at(-1)).toBe("");
  });
});
