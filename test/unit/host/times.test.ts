import { expect, test } from "vitest";
import { formatSpan } from "../../../src/host/times.ts";
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
