import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedLines } from "../../../../../src/core/engine/recording/boundedLines.ts";

const gap = ({ lines, bytes }: { lines: number; bytes: number }) => `dropped ${lines} (${bytes})`;

test("keeps all that fits", () => {
  const lines = new BoundedLines(100);
  for (const line of ["one", "two", "three"]) lines.push(line);
  expect(lines.all(gap)).toEqual(["one", "two", "three"]);
});

test("keeps the first and the last, and says what it dropped between them", () => {
  const lines = new BoundedLines(8);
  for (const line of ["a", "b", "c", "d", "e", "ü"]) lines.push(line);
  expect(lines.all(gap)).toEqual(["a", "b", "dropped 3 (6)", "ü"]);
});

test("a line that is longer than all there is room for is dropped, too", () => {
  const lines = new BoundedLines(10);
  lines.push("a");
  lines.push("x".repeat(50));
  lines.push("b");
  expect(lines.all(gap)).toEqual(["a", "dropped 1 (51)", "b"]);
});

test("never holds more than the cap, and counts every line once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 20 }), { maxLength: 3_000 }),
      fc.integer({ min: 2, max: 400 }),
      (pushed, cap) => {
        const lines = new BoundedLines(cap);
        for (const line of pushed) lines.push(line);
        const all = lines.all(() => "");
        const kept = lines.dropped.lines > 0 ? all.length - 1 : all.length;
        expect(kept + lines.dropped.lines).toBe(pushed.length);
        const bytes = (texts: readonly string[]) =>
          texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
        expect(bytes(all) - (lines.dropped.lines > 0 ? 1 : 0)).toBeLessThanOrEqual(cap);
        expect(bytes(pushed)).toBe(bytes(all) - (lines.dropped.lines > 0 ? 1 : 0) + lines.dropped.bytes);
      },
    ),
    { numRuns: 50 },
  );
});
