import { describe, expect, test } from "vitest";
import { clockTime } from "../../../../../src/core/reload/files/clockTime.ts";
import { fileTime } from "../../../../../src/core/reload/files/fileTime.ts";

const NOW = 1_800_000_000_000;

describe("when a file became what it is", () => {
  test.each([
    ["written", NOW - 500.3, NOW - 500.3, NOW - 501, true],
    ["written and put in place", NOW - 600, NOW - 100, NOW - 100, true],
    ["moved, or its mode changed, long after", NOW - 60_000, NOW - 100, NOW - 100, false],
    ["with a time to come", NOW + 60_000, NOW - 100, NOW - 100, false],
    ["by a clock that is a little ahead", NOW + 0.7, NOW + 0.7, NOW, true],
  ])("%s", (_what, mtimeMs, ctimeMs, at, written) => {
    expect(fileTime({ mtimeMs, ctimeMs }, NOW)).toEqual({ at, written });
  });
});

test("a time of day is told with its day where that is another", () => {
  const noon = new Date(2026, 10, 21, 12, 3, 10).getTime();
  expect(clockTime(noon, noon + 60_000)).toBe("12:03:10");
  expect(clockTime(noon, noon + 86_400_000)).toBe("2026-11-21 12:03:10");
});
