import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogLine, LogMark } from "../../../../src/core/logs/logLine.ts";
import { type Checkpoint, LogStore } from "../../../../src/core/logs/logStore.ts";

const MB = 1024 * 1024;

function line(text: string, time = 1.25): LogLine {
  return { stream: "stdout", time, bytes: Buffer.from(text), broken: false };
}

/** As a reader sees it: lines as texts, marks in brackets, and how many lines were dropped in front of what. */
class Taken {
  readonly shown: string[] = [];
  dropped(lines: number): void {
    this.shown.push(`-${lines}`);
  }
  lines(lines: readonly LogLine[]): void {
    for (const { bytes } of lines) this.shown.push(bytes.toString());
  }
  mark(mark: LogMark): void {
    this.shown.push(`[${mark.kind}]`);
  }
}

function readAll(store: LogStore, id: string, from: Checkpoint, maxBytes = 1024): string[] {
  const taken = new Taken();
  for (let before = from; ; ) {
    const next = store.read(id, before, maxBytes, taken);
    if (next.segment === before.segment && next.at === before.at) return taken.shown;
    before = next;
  }
}

describe("the log store", () => {
  test("gives back what it was given", () => {
    const store = new LogStore();
    const given: LogLine[] = [
      { stream: "stderr", time: 1_795_254_262_721.368, bytes: Buffer.from([0, 255, 10]), broken: true },
      { stream: "system", time: 0, bytes: Buffer.alloc(0), broken: false },
      { stream: "stdout", time: 1, bytes: Buffer.alloc(64 * 1024, "x"), broken: false },
    ];
    store.appendLines("a", given);
    const mark: LogMark = { kind: "exited", code: 101, oomKilled: true };
    store.appendMark("a", mark);
    const lines: LogLine[] = [];
    const marks: LogMark[] = [];
    store.read("a", store.start("a"), MB, {
      dropped() {},
      lines: (some) => lines.push(...some),
      mark: (each) => marks.push(each),
    });
    expect(lines).toEqual(given);
    expect(marks).toEqual([mark]);
  });

  test("keeps marks between the lines where they happened", () => {
    const store = new LogStore();
    store.appendLines("a", [line("one")]);
    store.appendMark("a", { kind: "exited", code: 0, oomKilled: false });
    store.appendMark("a", { kind: "started", startedAt: 1 });
    store.appendLines("a", [line("two")]);
    expect(readAll(store, "a", store.start("a"))).toEqual(["one", "[exited]", "[started]", "two"]);
    expect(readAll(store, "a", store.tail("a", 1))).toEqual(["two"]);
    expect(readAll(store, "a", store.tail("a", 2))).toEqual(["one", "[exited]", "[started]", "two"]);
    expect(readAll(store, "a", store.tail("a", 0))).toEqual([]);
    expect(readAll(store, "a", store.end("a"))).toEqual([]);
  });

  test("goes on where a reader was", () => {
    const store = new LogStore();
    store.appendLines("a", [line("one")]);
    const end = store.end("a");
    store.appendLines("a", [line("two")]);
    expect(readAll(store, "a", end)).toEqual(["two"]);
    expect(readAll(store, "nobody", store.start("nobody"))).toEqual([]);
  });

  test("gives no more at once than it was asked for, and one entry", () => {
    const store = new LogStore();
    store.appendLines(
      "a",
      Array.from({ length: 100 }, () => line("x".repeat(88))),
    );
    const taken = new Taken();
    store.read("a", store.start("a"), 1_000, taken);
    expect(taken.shown).toHaveLength(10);
  });

  test("drops the oldest of a container at its limit, and says how many lines", () => {
    const store = new LogStore({ perContainer: 64 * 1024, total: MB });
    const start = store.start("a");
    for (let index = 0; index < 2_000; index++) store.appendLines("a", [line(`${"x".repeat(90)} ${index}`)]);
    expect(store.size).toBeLessThanOrEqual(64 * 1024);
    const [first = "", ...rest] = readAll(store, "a", start);
    const dropped = store.dropped("a");
    expect(first).toBe(`-${dropped}`);
    expect(dropped).toBeGreaterThan(1_000);
    expect(rest).toHaveLength(2_000 - dropped);
    expect(rest[0]).toMatch(new RegExp(` ${dropped}$`));
    expect(readAll(store, "a", store.tail("a", 5_000))).toEqual(rest);
  });

  test("drops what was read the longest ago where all are too much, to the last of it", () => {
    const store = new LogStore({ perContainer: MB, total: 100 * 1024 });
    for (const id of ["a", "b", "c"]) store.appendLines(id, [line(`first of ${id}`)]);
    const [a, b] = [store.start("a"), store.start("b")];
    readAll(store, "a", a);
    for (let index = 0; index < 1_000; index++) store.appendLines("c", [line("x".repeat(80))]);
    expect(store.size).toBeLessThanOrEqual(100 * 1024);
    // It was read last, c not at all.
    expect(readAll(store, "b", b)).toEqual(["-1"]);
    expect(readAll(store, "a", a)).toEqual(["first of a"]);
    store.appendLines("b", [line("second of b")]);
    expect(readAll(store, "b", b)).toEqual(["-1", "second of b"]);
  });

  test("what is forgotten takes nothing", () => {
    const store = new LogStore();
    store.appendLines("a", [line("one")]);
    store.forget("a");
    expect([store.size, readAll(store, "a", store.start("a"))]).toEqual([0, []]);
  });

  test("a million lines take less than twice their bytes", () => {
    const store = new LogStore({ perContainer: 256 * MB, total: 256 * MB });
    const text = "2026-11-21 INFO a request was answered in 12 ms";
    const batch = Array.from({ length: 1_000 }, () => line(text));
    for (let index = 0; index < 1_000; index++) store.appendLines("a", batch);
    expect(store.size).toBeLessThan(2 * 1_000_000 * text.length);
    expect(store.dropped("a")).toBe(0);
    const last = readAll(store, "a", store.tail("a", 100_000), MB);
    expect(last).toHaveLength(100_000);
  });

  test("whoever reads when, every line comes once, in order, or is told as dropped", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("write" as const), size: fc.nat({ max: 6_000 }) }),
      fc.record({ kind: fc.constant("mark" as const) }),
      fc.record({ kind: fc.constant("read" as const), bytes: fc.integer({ min: 1, max: 20_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const store = new LogStore({ perContainer: 32 * 1024, total: 32 * 1024 });
        let from = store.start("a");
        let written = 0;
        let next = 0;
        const sink = {
          dropped: (lines: number) => {
            next += lines;
          },
          lines: (lines: readonly LogLine[]) => {
            for (const { time } of lines) expect(time).toBe(next++);
          },
          mark() {},
        };
        for (const each of steps) {
          if (each.kind === "write") store.appendLines("a", [line("x".repeat(each.size), written++)]);
          else if (each.kind === "mark") store.appendMark("a", { kind: "missing" });
          else from = store.read("a", from, each.bytes, sink);
        }
        for (let index = 0; index < steps.length + 20; index++) from = store.read("a", from, 20_000, sink);
        expect(next).toBe(written);
        expect(from).toEqual(store.end("a"));
      }),
      { numRuns: 200 },
    );
  });
});
