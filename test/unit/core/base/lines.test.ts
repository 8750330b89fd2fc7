import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Line, LineSplitter } from "../../../../src/core/base/lines.ts";
import { cutAt, cutOnce, places } from "../engine/support/chunks.ts";

function split(chunks: readonly Buffer[], cap = 1_000): Line[] {
  const splitter = new LineSplitter(cap);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

describe("splitting bytes into lines", () => {
  test("both kinds of line ends, and a last line without one", () => {
    expect(split([Buffer.from("a\r\nb\n\nc")]).map(({ text }) => text)).toEqual(["a", "b", "", "c"]);
  });

  test("nothing is nothing", () => {
    expect(split([Buffer.alloc(0)])).toEqual([]);
  });

  test("cut at every byte, characters included", () => {
    const bytes = Buffer.from('{"name":"é漢🎉"}\r\n{"b":2}\nend');
    const whole = split([bytes]);
    for (const chunks of cutOnce(bytes)) expect(split(chunks)).toEqual(whole);
  });

  test("a line over the cap comes in pieces, and nothing of it is lost", () => {
    const lines = split([Buffer.from(`${"x".repeat(25)}\nshort\n`)], 10);
    expect(lines).toEqual([
      { text: "xxxxxxxxxx", cut: true },
      { text: "xxxxxxxxxx", cut: true },
      { text: "xxxxx", cut: false },
      { text: "short", cut: false },
    ]);
  });

  test("any bytes cut anywhere give the same lines", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc
        .array(fc.constantFrom("a", "é", "🎉", "\n", "\r\n", "xxxxxxxx"), { maxLength: 60 })
        .map((parts) => Buffer.from(parts.join(""))),
    );
    fc.assert(
      fc.property(bytes, places, fc.integer({ min: 2, max: 40 }), (all, at, cap) => {
        expect(split(cutAt(all, at), cap)).toEqual(split([all], cap));
      }),
      { numRuns: 500 },
    );
  });
});
