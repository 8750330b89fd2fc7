import { expect, it } from "vitest";
import { isSince } from "../../../../src/core/compose/composeVersion.ts";

it.each([
  ["2.40.3-3\n", true],
  ["v2.29.3", true],
  ["2.29.4-desktop.1", true],
  ["5.0.0", true],
  ["2.29.2", false],
  ["2.26.1-4", false],
  ["1.99.99", false],
  ["", false],
  ["dev", false],
])("tells whether %j is 2.29.3 or later: %s", (version, since) => {
  expect(isSince(version, "2.29.3")).toBe(since);
});
