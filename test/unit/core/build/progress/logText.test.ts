import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogText } from "../../../../../src/core/build/progress/logText.ts";

describe("a command's output", () => {
  it("is whole, wherever it was cut, each stream by itself", () => {
    const stream = fc.tuple(
      fc.constantFrom("a", "b"),
      fc.constantFrom("stdout" as const, "stderr" as const),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text.toWellFormed())),
    );
    fc.assert(
      fc.property(fc.array(stream), fc.integer({ min: 1, max: 5 }), (streams, length) => {
        const log = new LogText();
        const expected = new Map<string, Buffer>();
        const told = new Map<string, string>();
        const add = (key: string, text: string): unknown => told.set(key, (told.get(key) ?? "") + text);
        for (const [vertex, name, bytes] of streams) {
          const key = `${vertex} ${name}`;
          expected.set(key, Buffer.concat([expected.get(key) ?? Buffer.alloc(0), bytes]));
          for (let at = 0; at < bytes.length; at += length) {
            add(key, log.read(vertex, name, bytes.subarray(at, at + length).toString("base64")));
          }
        }
        for (const [key, bytes] of expected) expect(told.get(key) ?? "").toBe(bytes.toString("utf8"));
        expect(log.flush()).toEqual([]);
      }),
    );
  });

  it("that is no UTF-8 or no base64 is read all the same", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.base64String(), fc.constant("w6k="), fc.constant("4oI="))),
        (all) => {
          const log = new LogText();
          for (const each of all) expect(typeof log.read("a", "stdout", each)).toBe("string");
          expect(log.flush().length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("of many streams that broke off is bounded", () => {
    const log = new LogText();
    for (let count = 0; count < 2_000; count++) log.read(`${count}`, "stdout", "w6==");
    expect(log.flush()).toHaveLength(1_000);
  });

  it("may be long", () => {
    const text = "grün ✓\n".repeat(50_000);
    expect(new LogText().read("a", "stdout", Buffer.from(text).toString("base64"))).toBe(text);
  });
});
