import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderBuilds } from "../../../src/cli/buildsTable.ts";
import { buildRecord } from "./builds.ts";

beforeEach(() => vi.stubEnv("TZ", "UTC"));
afterEach(() => vi.unstubAllEnvs());

const startedAt = Date.UTC(2026, 10, 21, 19, 2);
const records = [
  buildRecord({
    startedAt,
    duration: 130_000,
    breaker: { kind: "code", step: "COPY src src", reason: "", files: [], more: 0 },
  }),
  buildRecord({
    id: "default/default/zyxwvutsrq",
    startedAt: startedAt - 86_400_000,
    stack: "tools",
    services: ["lint"],
    result: "failed",
    trigger: "elsewhere",
    cache: { cached: 3, begun: 5, partial: true },
    breaker: { kind: "unknown", reason: "", files: [], more: 0 },
  }),
  buildRecord({ startedAt, cache: { cached: 0, begun: 0, partial: true }, result: "cancelled" }),
];

describe("the history", () => {
  it("has a row a build", () => {
    expect(renderBuilds(records, 7, false)).toBe(
      [
        "ID       WHEN              SERVICE  RESULT     TIME        CACHED         TRIGGER    WHY",
        "abcdefg  2026-11-21 19:02  web      built      2 min 10 s  7/9            cli        code: COPY src src",
        "zyxwvut  2026-11-20 19:02  lint     failed     12.3 s      3/5 (partial)  elsewhere  unknown",
        "abcdefg  2026-11-21 19:02  web      cancelled  12.3 s      -              cli        -",
        "",
      ].join("\n"),
    );
  });

  it("names the stacks where there are several, and is nothing where there is none", () => {
    const { stack: _, ...loose } = buildRecord({ services: [], context: "C:\\shop\\tool" });
    const [, first, second] = renderBuilds([...records.slice(1, 2), loose], 7, true).split("\n");
    expect(first).toMatch(/^zyxwvut {2}\S+ \S+ {2}tools {2}lint /);
    expect(second).toMatch(/^abcdefg {2}\S+ \S+ {2}- {6}tool /);
    expect(renderBuilds([], 7, true)).toBe("");
  });
});
