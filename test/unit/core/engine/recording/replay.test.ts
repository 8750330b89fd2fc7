import { expect, test } from "vitest";
import { decodeReport } from "../../../../../src/core/engine/recording/format.ts";
import { replay } from "../support/replay.ts";
import { reportNames, reportText } from "../support/reports.ts";

// A user's report that shows a fault: add it, and expect here what should have been told.
test.each(reportNames())("%s ends as it ended when it was recorded", async (name) => {
  const { stacks, reported } = await replay(decodeReport(reportText(name)));
  expect(reported).not.toEqual([]);
  expect(stacks).toEqual(reported);
});
