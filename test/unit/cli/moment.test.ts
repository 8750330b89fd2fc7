import { afterEach, describe, expect, it, vi } from "vitest";
import { momentText } from "../../../src/cli/moment.ts";

afterEach(() => vi.unstubAllEnvs());

describe("a moment", () => {
  it("is told in the machine's time zone", () => {
    vi.stubEnv("TZ", "Asia/Kolkata");
    expect(momentText(Date.UTC(2026, 0, 5, 22, 4))).toBe("2026-01-06 03:34");
    vi.stubEnv("TZ", "UTC");
    expect(momentText(Date.UTC(2026, 10, 21, 9, 5, 59))).toBe("2026-11-21 09:05");
  });
});
