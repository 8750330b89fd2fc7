import { describe, expect, test } from "vitest";
import type { LogMessage } from "../../../../src/core/engine/frames.ts";
import { LogCursor } from "../../../../src/core/engine/logCursor.ts";
import { LogText } from "../../../../src/core/engine/logText.ts";
import { splitTime, toSince } from "../../../../src/core/engine/logTime.ts";

function at(nanos: number, text: string, stream: LogMessage["stream"] = "stdout"): LogMessage {
  return {
    stream,
    time: `2026-11-21T09:44:22.${String(nanos).padStart(9, "0")}Z`,
    bytes: Buffer.from(text),
  };
}

function texts(messages: readonly LogMessage[]): string[] {
  return messages.map(({ bytes }) => bytes.toString());
}

describe("reading a log on after its connection ended", () => {
  test("what was read is dropped, also of several lines of one time", () => {
    const cursor = new LogCursor();
    cursor.take([at(1, "a"), at(2, "b"), at(2, "c")]);
    cursor.reopened();
    const { fresh, gap } = cursor.take([at(2, "b"), at(2, "c"), at(2, "d"), at(3, "e")]);
    expect(texts(fresh)).toEqual(["d", "e"]);
    expect(gap).toBe(false);
  });

  test("it may be cut among lines of one time again and again", () => {
    const cursor = new LogCursor();
    const log = ["a", "b", "c", "d"].map((text) => at(7, text));
    const seen: string[] = [];
    for (let length = 1; length <= log.length; length++) {
      cursor.reopened();
      for (const message of log.slice(0, length)) seen.push(...texts(cursor.take([message]).fresh));
    }
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });

  test("engines that know seconds only tell older lines too", () => {
    const cursor = new LogCursor();
    cursor.take([at(1, "a"), at(2, "b")]);
    cursor.reopened();
    expect(texts(cursor.take([at(1, "a"), at(2, "b"), at(3, "c")]).fresh)).toEqual(["c"]);
  });

  test("a log that has dropped the last line that was read has a gap, told once", () => {
    const cursor = new LogCursor();
    cursor.take([at(1, "a")]);
    cursor.reopened();
    expect(cursor.take([at(5, "f")])).toMatchObject({ gap: true });
    expect(cursor.take([at(6, "g")])).toMatchObject({ gap: false });
  });

  test("streams that race are read whole", () => {
    const cursor = new LogCursor();
    expect(texts(cursor.take([at(5, "out"), at(4, "err", "stderr"), at(6, "more")]).fresh)).toHaveLength(3);
  });

  test("starts at the last time, and nowhere before the first line", () => {
    const cursor = new LogCursor();
    expect(cursor.since).toBeUndefined();
    cursor.take([at(1, "a"), at(2, "b")]);
    expect(cursor.since).toBe("1795254262.000000002");
  });
});

describe("the times of a log", () => {
  test.each([
    ["2026-11-21T09:44:22.721368145Z hi", "2026-11-21T09:44:22.721368145Z", "hi"],
    ["2026-11-21T10:44:22.5+01:00 hi", "2026-11-21T09:44:22.500000000Z", "hi"],
    ["2026-11-21T09:44:22Z hi", "2026-11-21T09:44:22.000000000Z", "hi"],
    ["no time here", "", "no time here"],
    ["2026-13-41T09:44:22Z hi", "", "2026-13-41T09:44:22Z hi"],
    ["", "", ""],
  ])("%j", (line, time, rest) => {
    const split = splitTime(Buffer.from(line));
    expect([split.time, split.bytes.toString()]).toEqual([time, rest]);
  });

  test("become seconds with all their digits", () => {
    expect(toSince("2026-11-21T09:44:22.000000001Z")).toBe("1795254262.000000001");
  });
});

describe("lines of a log", () => {
  test("pieces of one time are one line, and each stream has its own", () => {
    const text = new LogText();
    expect(text.take([at(1, "long "), at(2, "err\n", "stderr"), at(1, "line\r\n")])).toBe("err\nlong line\n");
  });

  test("a character cut between pieces is whole", () => {
    const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é\n").subarray(1)];
    const text = new LogText();
    expect(
      text.take([
        { ...at(1, ""), bytes: first },
        { ...at(1, ""), bytes: second },
      ]),
    ).toBe("é\n");
  });

  test("a line left without an end is not joined with another run's", () => {
    expect(new LogText().take([at(1, "prompt> "), at(2, "hello\n")])).toBe("prompt> \nhello\n");
  });

  test("a line without an end does not fill the memory", () => {
    const text = new LogText();
    const piece = at(1, "x".repeat(16_384));
    const lines = text.take(Array.from({ length: 20 }, () => piece)) + text.end();
    expect(lines.replaceAll("\n", "")).toHaveLength(20 * 16_384);
    expect(Math.max(...lines.split("\n").map((line) => line.length))).toBeLessThan(100_000);
  });
});
