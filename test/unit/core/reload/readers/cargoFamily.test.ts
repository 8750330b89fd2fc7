import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stripEscapes } from "../../../../../src/core/logs/escapes.ts";
import type { LogLine } from "../../../../../src/core/logs/logLine.ts";
import type { LineReader, Tool } from "../../../../../src/core/reload/reader.ts";
import { bacon } from "../../../../../src/core/reload/readers/bacon.ts";
import { cargo } from "../../../../../src/core/reload/readers/cargo.ts";
import { cargoWatch } from "../../../../../src/core/reload/readers/cargoWatch.ts";
import { watchexec } from "../../../../../src/core/reload/readers/watchexec.ts";
import {
  answerOf,
  containerOf,
  type Recording,
  recording,
  recordingsOf,
  replayed,
  signalsOf,
} from "../../../../support/recording.ts";
import { BACON_3, CARGO, CARGO_WATCH_8, type Truth, WATCHEXEC } from "./cargoTruth.ts";

const FAMILY: readonly (readonly [Tool, Truth])[] = [
  [cargo, CARGO],
  [cargoWatch, CARGO_WATCH_8],
  [watchexec, WATCHEXEC],
  [bacon, BACON_3],
];
/** Longer ones are cut at every byte in the full run only. */
const LONGEST = process.env["DEVLOOP_TEST"] === "full" ? Number.POSITIVE_INFINITY : 1_500;

function readerOf(tool: Tool, recorded: Recording): LineReader {
  const container = containerOf(recorded);
  return tool.createReader(tool.fromCommand(recorded.command, container) ?? tool.usual(container));
}

for (const [tool, truth] of FAMILY) {
  describe(`recordings of ${tool.tool}`, () => {
    it("are all told of", () => {
      expect(recordingsOf(tool.tool).toSorted()).toEqual(Object.keys(truth).toSorted());
    });

    it.each(Object.keys(truth))("%s", (name) => {
      const recorded = recording(tool.tool, name);
      const container = containerOf(recorded);
      // Of `cargo rum` it is not known that it is a build.
      if (name !== "no-such-command") expect(tool.fromCommand(recorded.command, container)).toBeDefined();
      expect(replayed(readerOf(tool, recorded), recorded)).toEqual(truth[name]);
    });

    it.each(Object.keys(truth))("%s, byte by byte", (name) => {
      const recorded = recording(tool.tool, name);
      const everywhere = Array.from({ length: answerOf(recorded).length - 1 }, (_, at) => at + 1);
      expect(replayed(readerOf(tool, recorded), recorded, everywhere)).toEqual(truth[name]);
    });

    it("are the same cut at any byte", { timeout: 600_000 }, () => {
      for (const [name, expected] of Object.entries(truth)) {
        const recorded = recording(tool.tool, name);
        const { length } = answerOf(recorded);
        if (length > LONGEST) continue;
        for (let at = 1; at < length; at++) {
          const told = replayed(readerOf(tool, recorded), recorded, [at]);
          if (told.join() !== expected.join()) expect(told, `${name} cut at ${at}`).toEqual(expected);
        }
      }
    });
  });
}

function lineOf(bytes: Buffer): LogLine {
  return { stream: "stderr", time: 1, bytes, broken: false };
}

/** Lines of the tools, and pieces of them, in any order, with escape sequences and their halves between. */
function almostLines(): fc.Arbitrary<Buffer> {
  const written = FAMILY.flatMap(([{ tool }, truth]) =>
    Object.keys(truth).flatMap((name) => recording(tool, name).lines),
  )
    .filter(({ stream }) => stream !== "done")
    .map(({ text }) => text.replace(/\r?\n$/, ""));
  const real = fc.constantFrom(...new Set(written));
  const piece = fc.tuple(real, fc.nat(200), fc.nat(200)).map(([text, from, to]) => text.slice(from, to));
  const sequence = fc.constantFrom(
    ..."\u001b[0m|\u001b[1m\u001b[92m|\u001b[|\u001b|\u001b[38;5|\u009b1m|\u001b]0;title\u0007|\r|  |\u001b[K|\t|°".split(
      "|",
    ),
  );
  const text = fc
    .array(fc.oneof(real, piece, sequence, fc.string()), { maxLength: 5 })
    .map((parts) => parts.join(""));
  return fc.oneof(
    { weight: 4, arbitrary: text.map((each) => Buffer.from(each)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each)) },
  );
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
  const setups = [
    tool.usual(container),
    { ...tool.usual(container), tellsBegin: false, tellsSuccess: false, startsWhenBuilt: true },
    { ...tool.usual(container), tellsBegin: true, whileRunning: "ignores" as const },
  ];

  it("rejects no line by its bytes that it would make signals of", () => {
    fc.assert(
      fc.property(fc.array(almostLines(), { maxLength: 12 }), fc.constantFrom(...setups), (lines, setup) => {
        const reader = tool.createReader(setup);
        for (const bytes of lines) {
          const line = lineOf(bytes);
          const may = reader.mayMatter(bytes);
          const signals = reader.read(stripEscapes(bytes.toString("utf8")), line);
          if (signals.length > 0) expect(may, JSON.stringify(bytes.toString("utf8"))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes no time with long lines", () => {
    const begun = performance.now();
    const reader = tool.createReader(tool.usual(container));
    const starts = [
      "error: ",
      "warning: ",
      "   Compiling ",
      '{"reason":',
      "[Running '",
      "[Command ",
      "thread '",
      " ",
      "[",
      "\u001b[",
      "\r ",
      "\u001b[1m a \u001b[0m",
    ];
    for (const start of starts) {
      for (const rest of ["x", " ", "'", "[", "\u001b[1m", "\r", " \u001b[0m", "due to "]) {
        signalsOf(reader, lineOf(Buffer.from((start + rest.repeat(65_536)).slice(0, 65_536))));
        signalsOf(reader, lineOf(Buffer.from(`${(start + rest.repeat(65_536)).slice(0, 65_000)}]`)));
      }
    }
    // 12 MB: a quadratic pattern would take minutes.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it.each([
    "2026-11-21T10:00:00Z  INFO request{method=GET uri=/}: finished processing request latency=0 ms",
    "\u001b[2m2026-11-21T10:00:00Z\u001b[0m \u001b[32m INFO\u001b[0m listening on 0.0.0.0:3000",
    '{"timestamp":"2026-11-21T10:00:00Z","level":"ERROR","message":"error: no"}',
    '127.0.0.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5',
    "   at app::main",
    "listening on 127.0.0.1:8080, version 1",
    "",
  ])("does not make a string of %j", (text) => {
    expect(tool.createReader(tool.usual(container)).mayMatter(Buffer.from(text))).toBe(false);
  });
});
