import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeReport, decodeReportLine } from "../../../../../src/core/engine/recording/format.ts";
import { reportNames, reportText } from "../support/reports.ts";

describe("a report's line", () => {
  test("is read for whatever there is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          expect(() => decodeReportLine(text)).not.toThrow();
        },
      ),
    );
  });

  test("is none where it is of a newer format, or nested without end", () => {
    const header = { kind: "header", devloop: "", platform: "", engine: "", startedAt: "" };
    expect(decodeReportLine(JSON.stringify({ ...header, format: 1 }))).toMatchObject({ kind: "header" });
    expect(decodeReportLine(JSON.stringify({ ...header, format: 2 }))).toBeUndefined();
    expect(decodeReportLine('{"kind":"later"}')).toBeUndefined();
    expect(decodeReportLine("[".repeat(100_000))).toBeUndefined();
  });

  test("unknown fields change nothing", () => {
    const line = { kind: "asked", at: 1, n: 2, request: { kind: "list", later: true }, later: [] };
    expect(decodeReportLine(JSON.stringify(line))).toEqual({
      kind: "asked",
      at: 1,
      n: 2,
      request: { kind: "list" },
    });
  });
});

describe.each(reportNames())("the report %s", (name) => {
  const text = reportText(name);

  test("can be read to its last line", () => {
    const { lines, skipped } = decodeReport(text);
    expect(skipped).toBe(0);
    expect(lines[0]?.kind).toBe("header");
    expect(lines.at(-1)).toMatchObject({ kind: "state", moment: "end" });
  });

  test("cut at any byte, loses the last line at most", () => {
    const bytes = Buffer.from(text);
    const whole = decodeReport(text).lines.length;
    // The end of each line, and every byte of the shortest one of each kind.
    const shortest = new Map<string, { from: number; to: number }>();
    let from = 0;
    for (let to = bytes.indexOf(10); to !== -1; from = to + 1, to = bytes.indexOf(10, from)) {
      const kind = decodeReportLine(bytes.toString("utf8", from, to))?.kind ?? "";
      const known = shortest.get(kind);
      if (known === undefined || to - from < known.to - known.from) shortest.set(kind, { from, to });
      expect(decodeReport(bytes.toString("utf8", 0, to)).skipped).toBe(0);
    }
    expect(shortest.size).toBeGreaterThan(4);
    for (const { from, to } of shortest.values()) {
      for (let cut = from + 1; cut < to; cut++) {
        expect(decodeReportLine(bytes.toString("utf8", from, cut))).toBeUndefined();
      }
    }
    expect(whole).toBeGreaterThan(10);
  });
});
