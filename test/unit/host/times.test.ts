import { expect, test } from "vitest";
import { formatClock, formatSpan } from "../../../src/host/times.ts";
import { plain } from "./plain.ts";

test.each([
  [0, "0 ms"],
  [99, "99 ms"],
  [100, "0.1 s"],
  [4_149, "4.1 s"],
  [59_940, "59.9 s"],
  [59_970, "1 min 0 s"],
  [75_400, "1 min 15 s"],
])("%i ms is %s", (milliseconds, text) => {
  expect(formatSpan(milliseconds, plain)).toBe(text);
});

test("a clock has minutes and seconds, and hours where there are some", () => {
  const shown = [-5, 0, 999, 42_000, 59_999, 130_000, 3_723_000].map(formatClock);
  expect(shown).toEqual(["0:00", "0:00", "0:00", "0:42", "0:59", "2:10", "1:02:03"]);
});
