import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogMessage } from "../../../../src/core/engine/frames.ts";
import { LINE_CAP, LineAssembler } from "../../../../src/core/logs/lineAssembler.ts";
import type { LogLine } from "../../../../src/core/logs/logLine.ts";
import { frame, framesOf, linesOf } from "../../../support/logStream.ts";
import { cutAt, places } from "../engine/support/chunks.ts";

const NOW = Date.parse("2026-11-21T09:44:22.500Z");

function message(
  nanos: number,
  text: string | Buffer,
  stream: LogMessage["stream"] = "stdout",
  ended = true,
): LogMessage {
  return { stream, seconds: 1_795_254_262, nanos, bytes: Buffer.from(text), ended };
}

function texts(lines: readonly LogLine[]): string[] {
  return lines.map(({ bytes }) => bytes.toString());
}

function plain(lines: readonly LogLine[]): unknown {
  return lines.map(({ stream, time, bytes, broken }) => [stream, time, bytes.toString("latin1"), broken]);
}

describe("lines of a log", () => {
  test("have a stream, a time with its fraction, and bytes without their end", () => {
    const [line] = new LineAssembler().take([message(721_250_000, "é", "stderr")]);
    expect(line).toEqual({
      stream: "stderr",
      time: 1_795_254_262_721.25,
      bytes: Buffer.from("é"),
      broken: false,
    });
  });

  test("pieces of one time are one line, and each stream has its own", () => {
    const assembler = new LineAssembler();
    const lines = assembler.take([
      message(1, "long ", "stdout", false),
      message(2, "err", "stderr"),
      message(1, "line\r"),
    ]);
    expect(texts(lines)).toEqual(["err", "long line"]);
  });

  test("a character cut between pieces is whole", () => {
    const bytes = Buffer.from("é");
    const assembler = new LineAssembler();
    const pieces = [message(1, bytes.subarray(0, 1), "stdout", false), message(1, bytes.subarray(1))];
    expect(texts(assembler.take(pieces))).toEqual(["é"]);
  });

  test("one without an end waits for it, and is not joined with another run's", () => {
    const assembler = new LineAssembler();
    expect(assembler.take([message(1, "prompt> ", "stdout", false)])).toEqual([]);
    expect(texts(assembler.take([message(2, "hello")]))).toEqual(["prompt> ", "hello"]);
    assembler.take([message(3, "last", "stdout", false)]);
    expect(texts(assembler.end())).toEqual(["last"]);
    expect(assembler.end()).toEqual([]);
  });

  test.each([
    ["Building 1/2\rBuilding 2/2\r    Finished", "    Finished"],
    ["text\r", "text"],
    ["text\r\r", "text"],
    ["\r", ""],
    ["old\rnew\r", "new"],
  ])("%j shows as %j", (written, shown) => {
    expect(texts(new LineAssembler().take([message(1, written)]))).toEqual([shown]);
  });

  test("too long a line is broken between characters, and nothing of it is lost", () => {
    const text = `a${"é".repeat(LINE_CAP)}`;
    const lines = new LineAssembler().take([message(1, text)]);
    expect(lines.map(({ broken }) => broken)).toEqual([true, true, false]);
    expect(texts(lines).join("")).toBe(text);
    expect(Math.max(...lines.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(LINE_CAP);
  });

  test("one without an end does not fill the memory", () => {
    const assembler = new LineAssembler();
    const piece = message(1, "x".repeat(16_384), "stdout", false);
    const lines = [...assembler.take(Array.from({ length: 20 }, () => piece)), ...assembler.end()];
    expect(texts(lines).join("")).toHaveLength(20 * 16_384);
    expect(lines.map(({ bytes }) => bytes.length)).toEqual([65_536, 65_536, 65_536, 65_536, 65_536]);
  });

  test("of two streams that race, the earlier line comes first; each stream stays as it was written", () => {
    const lines = new LineAssembler().take([
      message(5_000, "out 5"),
      message(3_000, "err 3", "stderr"),
      message(0, "engine", "system"),
      // Its clock was set back.
      message(4_000, "out 4"),
      message(9_000, "out 9"),
      message(7_000, "err 7", "stderr"),
    ]);
    expect(texts(lines)).toEqual(["err 3", "out 5", "engine", "out 4", "err 7", "out 9"]);
  });
});

describe("an engine's answer", () => {
  const answer = framesOf([
    { stream: "stderr", time: NOW, text: "\u001b[1merror\u001b[0m: nö" },
    { stream: "stdout", time: NOW + 0.25, text: "one\rtwo" },
    { stream: "stdout", time: NOW + 1, text: "" },
    { stream: "stderr", time: NOW + 2, text: "x".repeat(300) },
  ]);

  test("gives the same lines wherever it is cut", () => {
    const whole = plain(linesOf(answer));
    expect(whole).toEqual([
      ["stderr", NOW, Buffer.from("\u001b[1merror\u001b[0m: nö").toString("latin1"), false],
      ["stdout", NOW + 0.25, "two", false],
      ["stdout", NOW + 1, "", false],
      ["stderr", NOW + 2, "x".repeat(300), false],
    ]);
    for (let at = 0; at <= answer.length; at++) expect(plain(linesOf(answer, at))).toEqual(whole);
  });

  test("whatever is in it, and however it is cut, no line is doubled or lost, and nothing throws", () => {
    const piece = fc.record({
      stream: fc.constantFrom(1, 2),
      content: fc.oneof(
        fc.string({ maxLength: 20 }),
        fc.integer({ min: 0, max: 3 }).map((parts) => "é".repeat(parts * 12_000)),
      ),
      ended: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), places, (pieces, at) => {
        const written = { 1: "", 2: "" };
        const frames = pieces.map(({ stream, content, ended }, index) => {
          const text = content.replaceAll(/[\r\n]/g, "");
          written[stream === 1 ? 1 : 2] += text;
          return frame(stream, NOW + index, ended ? `${text}\n` : text);
        });
        const bytes = Buffer.concat(frames);
        const chunks = cutAt(bytes, at).map(({ length }) => length);
        let end = 0;
        const lines = linesOf(
          bytes,
          chunks.slice(0, -1).map((length) => {
            end += length;
            return end;
          }),
        );
        const of = (stream: string) => texts(lines.filter((line) => line.stream === stream)).join("");
        expect([of("stdout"), of("stderr")]).toEqual([written[1], written[2]]);
      }),
      { numRuns: 200 },
    );
  });
});
