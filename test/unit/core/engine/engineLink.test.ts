import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { EngineLink } from "../../../../src/core/engine/engineLink.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a machine without an engine is looked at again, and stays told as one meanwhile", async () => {
  let looks = 0;
  const link = new EngineLink(
    {
      resolve: async () => {
        looks++;
        return { kind: "none", reason: "No Docker engine was found.", advice: "Start Docker." };
      },
      open: () => {
        throw new Error("There is nothing to open.");
      },
    },
    SILENT,
  );
  const kinds: string[] = [];
  link.onDidChangeState(({ kind }) => kinds.push(kind));
  await link.connect("");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looks).toBeGreaterThan(3);
  expect(new Set(kinds)).toEqual(new Set(["unreachable"]));

  link.disconnect();
  expect(link.state.kind).toBe("idle");
  const before = looks;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looks).toBe(before);
  link.dispose();
});
