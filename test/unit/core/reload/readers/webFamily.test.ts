import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stripEscapes } from "../../../../../src/core/logs/escapes.ts";
import type { LogLine } from "../../../../../src/core/logs/logLine.ts";
import type { LineReader, Tool } from "../../../../../src/core/reload/reader.ts";
import { bun } from "../../../../../src/core/reload/readers/bun.ts";
import { vite } from "../../../../../src/core/reload/readers/vite.ts";
import { linesOf } from "../../../../support/logStream.ts";
import {
  answerOf,
  containerOf,
  type Recording,
  recording,
  recordingsOf,
  replay,
  signalsOf,
} from "../../../../support/recording.ts";
import { BUN } from "./bunTruth.ts";
import { VITE } from "./viteTruth.ts";

const FAMILY: readonly (readonly [Tool, Readonly<Record<string, string>>])[] = [
  [bun, BUN],
  [vite, VITE],
];
/** Longer ones are cut at every byte in the full run only. */
const LONGEST = process.env["DEVLOOP_TEST"] === "full" ? Number.POSITIVE_INFINITY : 1_500;

function readerOf(tool: Tool, recorded: Recording): LineReader {
  const container = containerOf(recorded);
  return tool.createReader(tool.fromCommand(recorded.command, container) ?? tool.usual(container));
}

/** What was done, and what came of it. */
function told(
  tool: Tool,
  recorded: Recording,
  cutAt: readonly number[] = [],
  answer = answerOf(recorded),
): string {
  const done = ["", ...recorded.lines.filter(({ stream }) => stream === "done").map(({ text }) => text)];
  return replay(readerOf(tool, recorded), recorded, linesOf(answer, cutAt))
    .map((words, index) => `${done[index]}${words === "" ? "" : ` → ${words}`}`.trim())
    .filter((line) => line !== "")
    .map((line) => `\n    ${line}`)
    .join("");
}

for (const [tool, truth] of FAMILY) {
  describe(`recordings of ${tool.tool}`, () => {
    it("are all told of", () => {
      expect(recordingsOf(tool.tool).toSorted()).toEqual(Object.keys(truth).toSorted());
    });

    it.each(Object.keys(truth))("%s", (name) => {
      expect(told(tool, recording(tool.tool, name))).toBe(truth[name]);
    });

    it.each(Object.keys(truth))("%s, byte by byte", (name) => {
      const recorded = recording(tool.tool, name);
      const everywhere = Array.from({ length: answerOf(recorded).length - 1 }, (_, at) => at + 1);
      expect(told(tool, recorded, everywhere)).toBe(truth[name]);
    });

    it("are the same cut at any byte", { timeout: 600_000 }, () => {
      for (const [name, expected] of Object.entries(truth)) {
        const recorded = recording(tool.tool, name);
        const answer = answerOf(recorded);
        if (answer.length > LONGEST) continue;
        for (let at = 1; at < answer.length; at++) {
          const words = told(tool, recorded, [at], answer);
          if (words !== expected) expect(words, `${name} cut at ${at}`).toBe(expected);
        }
      }
    });
  });
}

/** Lines of the tools, and pieces of them, with escape sequences and their halves between. */
const WRITTEN = FAMILY.flatMap(([{ tool }, truth]) =>
  Object.keys(truth).flatMap((name) => recording(tool, name).lines),
)
  .filter(({ stream }) => stream !== "done")
  .map(({ text }) => text.replace(/\r?\n$/, ""));

function almostLines(): fc.Arbitrary<LogLine> {
  const real = fc.constantFrom(...new Set(WRITTEN));
  const piece = fc.tuple(real, fc.nat(200), fc.nat(200)).map(([text, from, to]) => text.slice(from, to));
  const sequence = fc.constantFrom(
    ..."\u001b[0m|\u001b[1m\u001b[92m|\u001b[2J\u001b[3J\u001b[H|\u001b[2J|\u001b[|\u001b|\u009b1m|\r|  |      at |^".split(
      "|",
    ),
  );
  const text = fc.oneof(
    { weight: 4, arbitrary: real },
    fc.array(fc.oneof(real, piece, sequence, fc.string()), { maxLength: 4 }).map((parts) => parts.join("")),
  );
  return fc.record({
    bytes: fc.oneof(
      { weight: 8, arbitrary: text.map((each) => Buffer.from(each)) },
      fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each)),
    ),
    stream: fc.constantFrom("stdout", "stderr"),
    time: fc.constant(0),
    broken: fc.boolean(),
  });
}

describe.each(FAMILY.map(([tool]) => tool))("a reader of $tool", (tool) => {
  const container = {
    createdAt: 0,
    command: [],
    workingDir: "/app",
    tty: false,
    logDriver: "json-file",
    mounts: [],
  };
  const usual = tool.usual(container);
  const setups = [
    usual,
    { ...usual, meanwhile: "nothing" as const },
    { ...usual, meanwhile: "old" as const },
    { ...usual, tellsSuccess: true },
    { ...usual, tellsBegin: true },
  ];

  it("says the same where it is given no other lines than those that may matter", () => {
    const lines = fc.array(fc.tuple(almostLines(), fc.constantFrom(0, 0, 0, 50, 500)), { maxLength: 40 });
    fc.assert(
      fc.property(lines, fc.constantFrom(...setups), (given, setup) => {
        const all = tool.createReader(setup, 1);
        const some = tool.createReader(setup, 1);
        let time = 1;
        for (const [each, pause] of given) {
          time += pause;
          const line = { ...each, time };
          const expected = all.read(stripEscapes(line.bytes.toString("utf8")), line);
          expect(signalsOf(some, line)).toEqual(expected);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("takes no time with long lines", () => {
    const begun = performance.now();
    const starts = [
      "error: ",
      "    at /",
      "      at ",
      "1 | ",
      "[vite] ",
      "hmr update ",
      "  File: ",
      "$ ",
      " ",
      "\u001b[",
    ];
    for (const setup of setups) {
      const reader = tool.createReader(setup, 1);
      for (const start of starts) {
        for (const rest of ["x", " ", "'", ":1", "/a", ", b", "\u001b[2J\u001b[3J\u001b[H", " (x2)"]) {
          const bytes = Buffer.from((start + rest.repeat(65_536)).slice(0, 65_536));
          signalsOf(reader, { stream: "stderr", time: 1, bytes, broken: false });
          signalsOf(reader, { stream: "stdout", time: 1, bytes, broken: true });
        }
      }
    }
    // 50 MB: a quadratic pattern would take minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it.each([
    "2026-11-21T10:00:00Z  INFO request{method=GET uri=/}: finished processing request latency=0 ms and more",
    '{"timestamp":"2026-11-21T10:00:00Z","level":"ERROR","message":"error: no, and something more of the kind"}',
    '127.0.0.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "some browser or other, in its words"',
    "listening on 127.0.0.1:8080, version 1, and what else a program has to tell of itself when it starts",
  ])("does not make a string of %j", (text) => {
    for (const setup of setups) {
      const reader = tool.createReader(setup, 1);
      signalsOf(reader, { stream: "stdout", time: 2, bytes: Buffer.from("first"), broken: false });
      expect(reader.mayMatter(Buffer.from(text))).toBe(false);
    }
  });
});
