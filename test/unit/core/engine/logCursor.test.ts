import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogMessage } from "../../../../src/core/engine/frames.ts";
import { LogCursor } from "../../../../src/core/engine/logCursor.ts";
import { readTime, toSince } from "../../../../src/core/engine/logTime.ts";

const SECONDS = 1_795_254_262;

/** @param nanos since a moment; more than a second is fine */
function at(nanos: number, text: string, stream: LogMessage["stream"] = "stdout"): LogMessage {
  const seconds = SECONDS + Math.floor(nanos / 1e9);
  return { stream, seconds, nanos: nanos % 1e9, bytes: Buffer.from(text), ended: true };
}

function texts(messages: readonly LogMessage[]): string[] {
  return messages.map(({ bytes }) => bytes.toString());
}

/** As an engine does, to the nanosecond. */
function since(cursor: LogCursor, log: readonly LogMessage[]): LogMessage[] {
  const { since: from = "" } = cursor;
  return log.filter((message) => toSince(message) >= from);
}

describe("reading a log on after its connection ended", () => {
  test("what was read is dropped, also of several lines of one time", () => {
    const cursor = new LogCursor();
    cursor.take([at(1, "a"), at(2, "b"), at(2, "c")]);
    cursor.reopened();
    const again = [at(2, "b"), at(2, "c"), at(2, "d"), at(3, "e")];
    expect(cursor.misses(again)).toBe(false);
    expect(texts(cursor.take(again))).toEqual(["d", "e"]);
  });

  test("it may be cut among lines of one time again and again", () => {
    const cursor = new LogCursor();
    const log = ["a", "b", "c", "d"].map((text) => at(7, text));
    const seen: string[] = [];
    for (let length = 1; length <= log.length; length++) {
      cursor.reopened();
      for (const message of log.slice(0, length)) seen.push(...texts(cursor.take([message])));
    }
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });

  test("engines that know seconds only tell older lines too", () => {
    const cursor = new LogCursor();
    cursor.take([at(1, "a"), at(2, "b")]);
    cursor.reopened();
    expect(texts(cursor.take([at(1, "a"), at(2, "b"), at(3, "c")]))).toEqual(["c"]);
  });

  test("a log that has dropped the last line that was read has a gap, told once", () => {
    const cursor = new LogCursor();
    cursor.take([at(1, "a")]);
    cursor.reopened();
    expect(cursor.misses([at(5, "f")])).toBe(true);
    cursor.take([at(5, "f")]);
    expect(cursor.misses([at(6, "g")])).toBe(false);
  });

  test("streams that race are read whole", () => {
    const cursor = new LogCursor();
    expect(texts(cursor.take([at(5, "out"), at(4, "err", "stderr"), at(6, "more")]))).toHaveLength(3);
  });

  test("a line that was noted late comes even where the connection broke just before it", () => {
    const cursor = new LogCursor();
    const log = [at(3e9, "one"), at(3e9 + 500, "two")];
    cursor.take(log);
    log.push(at(3e9 + 400, "late", "stderr"), at(3e9 + 900, "three"));
    const again = since(cursor, log);
    cursor.reopened();
    expect(texts(cursor.take(again))).toEqual(["late", "three"]);
  });

  test("however a log grows, and wherever it is cut, every line comes once", () => {
    const step = fc.record({
      gap: fc.constantFrom(0, 0, 1, 400, 60_000_000, 2_000_000_000),
      late: fc.nat({ max: 300 }),
      stderr: fc.boolean(),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cursor = new LogCursor();
        const log: LogMessage[] = [];
        const seen: string[] = [];
        let now = 0;
        let read = 0;
        for (const [index, { gap, late, stderr, cut }] of steps.entries()) {
          now += gap;
          // One stream is in order with itself.
          log.push(stderr ? at(Math.max(0, now - late), `${index}`, "stderr") : at(now, `${index}`));
          if (!cut) {
            seen.push(...texts(cursor.take(log.slice(read))));
          } else {
            const again = since(cursor, log);
            cursor.reopened();
            expect(cursor.misses(again)).toBe(false);
            seen.push(...texts(cursor.take(again)));
          }
          read = log.length;
        }
        expect(seen).toEqual(steps.map((_, index) => `${index}`));
      }),
      { numRuns: 300 },
    );
  });

  test("more lines of one time than are remembered come once, too", () => {
    const cursor = new LogCursor();
    const log = Array.from({ length: 3_000 }, (_, index) => at(1, `${index}`));
    cursor.take(log.slice(0, 2_500));
    const again = since(cursor, log);
    cursor.reopened();
    expect(texts(cursor.take(again))).toEqual(texts(log.slice(2_500)));
  });

  test("starts a moment before the last time, and nowhere before the first line", () => {
    const cursor = new LogCursor();
    expect(cursor.since).toBeUndefined();
    cursor.take([at(1, "a"), at(200_000_002, "b")]);
    expect(cursor.since).toBe(`${SECONDS}.100000002`);
  });
});

describe("the times of a log", () => {
  test.each([
    ["2026-11-21T09:44:22.721368145Z hi", "2026-11-21T09:44:22.721368145", "hi"],
    ["2026-11-21T10:44:22.5+01:00 hi", "2026-11-21T09:44:22.500000000", "hi"],
    ["2026-11-21T09:44:22Z hi", "2026-11-21T09:44:22.0", "hi"],
    ["no time here", "", "no time here"],
    ["2026-13-41T09:44:22Z hi", "", "2026-13-41T09:44:22Z hi"],
    ["", "", ""],
  ])("%j", (line, time, rest) => {
    const bytes = Buffer.from(line);
    const { seconds, nanos, from } = readTime(bytes);
    const read = seconds === 0 ? "" : `${new Date(seconds * 1000).toISOString().slice(0, 20)}${nanos}`;
    expect([read, bytes.subarray(from).toString()]).toEqual([time, rest]);
  });

  test("are read as a Date reads them", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1980-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString().replace(/Z$/, "000001Z hi");
          const { seconds, nanos } = readTime(Buffer.from(`xx${text}`), 2);
          expect(seconds * 1000 + Math.floor(nanos / 1e6)).toBe(date.getTime());
          expect(nanos % 1e6).toBe(1);
        },
      ),
    );
  });

  test("become seconds with all their digits", () => {
    expect(toSince({ seconds: SECONDS, nanos: 1 })).toBe(`${SECONDS}.000000001`);
  });
});
