import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { StoredLoops } from "../../../../src/core/reload/loopHistory.ts";
import { loopStats } from "../../../../src/core/reload/loopStats.ts";

let stateDir: string;
let loops: StoredLoops;

beforeEach(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), "devloop-loops-"));
  loops = new StoredLoops({ stateDir, logger: SILENT });
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

const KEY = "unix:///run/docker.sock shop/backend";
const only = () => path.join(stateDir, "loops", readdirSync(path.join(stateDir, "loops"))[0] ?? "");

describe("loop times", () => {
  test("are kept for whoever comes later, of each service for itself", async () => {
    const last = { at: 2_000, react: 100, compile: 1_000, start: 20, total: 1_120 };
    await loops.record(KEY, { at: 1_000, total: 500 });
    await loops.record(KEY, last);
    const later = new StoredLoops({ stateDir, logger: SILENT });
    expect(await later.stats(KEY)).toEqual({ last, count: 2, p50: 500, p95: 1_120, trend: "steady" });
    expect(await later.stats("other")).toBeUndefined();
  });

  test("of one reaction are recorded once, whoever records it", async () => {
    const other = new StoredLoops({ stateDir, logger: SILENT });
    await Promise.all([loops.record(KEY, { at: 1, total: 5 }), other.record(KEY, { at: 1, total: 5 })]);
    await other.record(KEY, { at: 1, total: 9 });
    expect(await loops.stats(KEY)).toMatchObject({ count: 1, last: { total: 5 } });
    expect(readdirSync(only())).toEqual(["1.json"]);
  });

  test("are bounded: the oldest go", async () => {
    for (let at = 1; at <= 205; at++) await loops.record(KEY, { at: at * 1_000, total: at });
    const names = readdirSync(only());
    expect(names).toHaveLength(200);
    expect(names).not.toContain("5000.json");
    expect(await loops.stats(KEY)).toMatchObject({ count: 50, last: { at: 205_000 }, p50: 180 });
  });

  test("a broken record is left out, and takes nobody's place", async () => {
    for (let at = 1; at <= 50; at++) await loops.record(KEY, { at, total: 7 });
    for (const [index, text] of [
      "",
      "{",
      "[]",
      '{"at":1}',
      '{"at":1,"total":-1}',
      '{"at":1,"total":"x"}',
    ].entries())
      writeFileSync(path.join(only(), `${1_000 + index}.json`), text);
    writeFileSync(path.join(only(), "2000.json.1-a.tmp"), '{"at":1,"total":1}');
    expect(await loops.stats(KEY)).toMatchObject({ count: 50, last: { at: 50 } });
  });

  test("that can't be written are no error", async () => {
    writeFileSync(path.join(stateDir, "loops"), "in the way");
    await loops.record(KEY, { at: 1, total: 1 });
    expect(await loops.stats(KEY)).toBeUndefined();
  });
});

describe("what they tell", () => {
  const of = (...totals: number[]) => loopStats(totals.map((total, at) => ({ at, total })));

  test("none tells nothing, one tells itself", () => {
    expect(of()).toBeUndefined();
    expect(of(5)).toEqual({ last: { at: 0, total: 5 }, count: 1, p50: 5, p95: 5, trend: "steady" });
  });

  test("the trend takes six, and more than a fifth", () => {
    expect(of(100, 100, 200, 200, 200)?.trend).toBe("steady");
    expect(of(100, 100, 100, 200, 200, 200)?.trend).toBe("slower");
    expect(of(200, 200, 200, 100, 100, 100)?.trend).toBe("faster");
    expect(of(100, 100, 100, 120, 120, 120)?.trend).toBe("steady");
    expect(of(100, 100, 100, 100, 900, 100)?.trend).toBe("steady");
  });

  test("percentiles are times that were measured, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 80 }), (totals) => {
        const stats = of(...totals);
        const counted = totals.slice(-50);
        expect(counted).toContain(stats?.p50);
        expect(counted).toContain(stats?.p95);
        expect(stats?.p50).toBeLessThanOrEqual(stats?.p95 ?? -1);
        expect(stats?.last.total).toBe(totals.at(-1));
      }),
    );
  });
});
