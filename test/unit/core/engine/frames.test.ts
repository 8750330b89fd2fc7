import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogDecoder, type LogMessage } from "../../../../src/core/engine/frames.ts";
import { LineAssembler } from "../../../../src/core/logs/lineAssembler.ts";
import { cutAt, cutOnce, places } from "./support/chunks.ts";

const streams = new URL("../../../streams/engine/", import.meta.url);
/** Docker 28.5.2: a line of 20,000 x, UTF-8, stderr, colours, 20 lines, one without an end; run twice. */
const framed = readFileSync(new URL("logs-frames.bin", streams));
/** The same with a terminal, and less of it. */
const terminal = readFileSync(new URL("logs-tty.bin", streams));

function decode(chunks: readonly Buffer[]): LogMessage[] {
  const decoder = new LogDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

function plain(messages: readonly LogMessage[]): unknown {
  return messages.map(({ stream, seconds, nanos, bytes, ended }) => [
    stream,
    seconds,
    nanos,
    `${bytes.toString("latin1")}${ended ? "\n" : ""}`,
  ]);
}

function text(messages: readonly LogMessage[]): string {
  const assembler = new LineAssembler();
  const lines = [...assembler.take(messages), ...assembler.end()];
  return lines.map(({ bytes }) => `${bytes.toString()}\n`).join("");
}

function frame(stream: number, content: string): Buffer {
  const payload = Buffer.from(content);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

const T1 = "2026-11-21T09:44:22.721368145Z";
const T2 = "2026-11-21T09:44:23.000000000Z";

describe("a container without a terminal", () => {
  test("a recorded log reads as the program wrote it", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join("");
    const run = `${"x".repeat(20_000)}\né, ü, 漢字\n\u001b[31mred\u001b[0m\n${lines}no newline\n`;
    // Which of two streams is noted first is up to the engine.
    const stdout = decode([framed]).filter(({ stream }) => stream === "stdout");
    expect(text(stdout)).toBe(run + run);
  });

  test("tells stderr from stdout", () => {
    const errors = decode([framed]).filter(({ stream }) => stream === "stderr");
    expect(errors.map(({ bytes }) => bytes.toString())).toEqual(["err", "err"]);
  });

  test("frames may be cut at any byte", () => {
    const bytes = Buffer.concat([
      frame(1, `${T1} é one\n`),
      frame(2, `${T1} two\n`),
      frame(1, `${T2} three`),
    ]);
    const whole = plain(decode([bytes]));
    for (const chunks of cutOnce(bytes)) expect(plain(decode(chunks))).toEqual(whole);
    expect(plain(decode([...bytes].map((byte) => Buffer.from([byte]))))).toEqual(whole);
  });

  test("a recorded log cut anywhere reads the same", () => {
    const whole = plain(decode([framed]));
    fc.assert(
      fc.property(places, (at) => {
        expect(plain(decode(cutAt(framed, at)))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  test("the engine's own words have no time", () => {
    expect(plain(decode([frame(3, "Error grabbing logs: EOF\n")]))).toEqual([
      ["system", 0, 0, "Error grabbing logs: EOF\n"],
    ]);
  });

  test("what is no frame ends the reading instead of filling the memory", () => {
    const decoder = new LogDecoder();
    expect(decoder.push(Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]))).toEqual([]);
    expect(decoder.broken).toBe(true);
    expect(decoder.push(frame(1, `${T1} later\n`))).toEqual([]);
  });

  test("half a frame at the end is dropped", () => {
    expect(decode([frame(1, `${T1} half\n`).subarray(0, 20)])).toEqual([]);
  });
});

describe("a container with a terminal", () => {
  test("a recorded log reads as a terminal shows it in the end, its two runs apart", () => {
    const run = `${"x".repeat(20_000)}\nout\nerr\np2\nno newline\n`;
    expect(text(decode([terminal]))).toBe(run + run);
  });

  test("a recorded log cut anywhere reads the same", () => {
    const whole = plain(decode([terminal]));
    fc.assert(
      fc.property(places, (at) => {
        expect(plain(decode(cutAt(terminal, at)))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  test("lines may be cut at any byte", () => {
    const bytes = Buffer.from(`${T1} é one\r\n${T1} prompt> ${T2} next run\r\n${T2} end`);
    const whole = plain(decode([bytes]));
    expect(text(decode([bytes]))).toBe("é one\nprompt> \nnext run\nend\n");
    for (const chunks of cutOnce(bytes)) expect(plain(decode(chunks))).toEqual(whole);
  });

  test("a time that the program wrote is its own", () => {
    const line = `${T2} started at ${T1} by hand\r\n`;
    expect(text(decode([Buffer.from(line)]))).toBe(`started at ${T1} by hand\n`);
  });

  test("a long line whose pieces do not repeat the time comes whole", () => {
    const long = "y".repeat(50_000);
    expect(text(decode([Buffer.from(`${T1} ${long}\r\n${T2} next\r\n`)]))).toBe(`${long}\nnext\n`);
  });
});

describe("whatever comes", () => {
  test("is read without an error, and the same however it is cut", () => {
    const junk = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
    const frames = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.string()), { maxLength: 5 })
      .map((list) => Buffer.concat(list.map(([stream, content]) => frame(stream, `${T1} ${content}`))));
    const lines = fc
      .array(fc.tuple(fc.constantFrom("", T1, T2, "2026-11-21T09:44:22+01:00"), fc.string()), {
        maxLength: 5,
      })
      .map((list) => Buffer.from(list.map(([time, content]) => `${time} ${content}\n`).join("")));
    fc.assert(
      fc.property(fc.oneof(junk, frames, lines), places, (bytes, at) => {
        expect(plain(decode(cutAt(bytes, at)))).toEqual(plain(decode([bytes])));
      }),
      { numRuns: 500 },
    );
  });
});
