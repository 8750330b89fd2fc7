import { describe, expect, it } from "vitest";
import { clockText, durationText, parseDuration } from "../../../src/cli/duration.ts";

describe("a time that the user gives", () => {
  it.each([
    ["30s", 30_000],
    ["5m", 300_000],
    ["90", 90_000],
    ["1", 1_000],
    ["2147483", 2_147_483_000],
  ])("%s is %d ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", "0", "0m", "-5", "1.5m", "5h", "s", "5 m", "5ms", "2147484", "999999m", "9".repeat(400)])(
    "%s is none",
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});

describe("a time that the user is told", () => {
  it.each([
    [40.3, "40 ms"],
    [999.9, "1.0 s"],
    [4_100, "4.1 s"],
    [59_940, "59.9 s"],
    [59_990, "1 min"],
    [60_000, "1 min"],
    [125_400, "2 min 5 s"],
  ])("%d ms is %s", (ms, text) => expect(durationText(ms)).toBe(text));
});

describe("a clock", () => {
  it.each([
    [-5, "0:00"],
    [999, "0:00"],
    [42_000, "0:42"],
    [725_000, "12:05"],
    [3_723_000, "1:02:03"],
  ])("after %d ms is %s", (ms, text) => expect(clockText(ms)).toBe(text));
});
