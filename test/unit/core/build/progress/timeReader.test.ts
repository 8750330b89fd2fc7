import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimeReader } from "../../../../../src/core/build/progress/timeReader.ts";

describe("times", () => {
  it.each([
    ["2026-11-21T07:03:01Z", Date.UTC(2026, 10, 21, 7, 3, 1)],
    ["2026-11-21T07:03:01.5Z", Date.UTC(2026, 10, 21, 7, 3, 1, 500)],
    ["2026-11-21T07:03:01.000000001Z", Date.UTC(2026, 10, 21, 7, 3, 1) + 1e-6],
    ["2026-11-21T09:03:01.25+02:00", Date.UTC(2026, 10, 21, 7, 3, 1, 250)],
  ])("%s is read, the first and the next time", (text, expected) => {
    const times = new TimeReader();
    expect([times.read(text), times.read(text)]).toEqual([expected, expected]);
  });

  it.each([
    "0001-01-01T00:00:00Z",
    "2026-13-41T07:03:01Z",
    "2026-11-21 07:03:01Z",
    "2026-11-21T07:03:01",
    "2026-11-21T07:03:01.Z",
    "2026-11-21T07:03:01.1x2Z",
    "2026-11-21T07:03:01.1234567890Z",
    "2026-11-21T07:03:01 Z",
    "",
    undefined,
    1_795_244_581_000,
  ])("%s is none", (value) => {
    const times = new TimeReader();
    times.read("2026-11-21T07:03:01Z");
    expect(times.read(value)).toBeUndefined();
  });

  it("are the same whatever was read before", () => {
    const time = fc
      .tuple(fc.date({ min: new Date(2e11), max: new Date(3e12), noInvalidDate: true }), fc.nat(999_999_999))
      .map(([date, nanos]) => `${date.toISOString().slice(0, 19)}.${String(nanos).padStart(9, "0")}Z`);
    fc.assert(
      fc.property(fc.array(time), time, (before, text) => {
        const times = new TimeReader();
        for (const each of before) times.read(each);
        const read = times.read(text);
        expect(read).toBe(new TimeReader().read(text));
        expect(Math.floor(read ?? 0)).toBeCloseTo(Date.parse(text), -1);
      }),
    );
  });
});
