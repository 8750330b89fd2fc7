import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeRecords } from "../../../../../src/core/build/history/mergeRecords.ts";
import { decodeId, decodeRecord, encodeRecord } from "../../../../../src/core/build/history/recordText.ts";
import type { BuildRecord } from "../../../../../src/shared/builds.ts";
import { recordOf } from "../../../../support/anyRecord.ts";
import { buildRecord } from "../../../../support/buildRecords.ts";

const ID = "default/default/one";
const merged = (...records: readonly BuildRecord[]) => encodeRecord(records.reduce(mergeRecords));

describe("what two windows know of one build", () => {
  test("comes to the same in whatever order, and however often", () => {
    fc.assert(
      fc.property(recordOf(ID), recordOf(ID), recordOf(ID), (a, b, c) => {
        const all = merged(a, b, c);
        expect(merged(c, a, b)).toBe(all);
        expect(merged(mergeRecords(c, b), a, b)).toBe(all);
        expect(encodeRecord(mergeRecords(a, mergeRecords(b, c)))).toBe(all);
        expect(merged(a, a)).toBe(encodeRecord(a));
      }),
    );
  });

  test("who asked for it, what it was built from, and how large it came out are added", () => {
    const bare = buildRecord();
    const breaker = {
      kind: "code",
      reason: "src/main.rs differs.",
      files: ["src/main.rs"],
      more: 0,
    } as const;
    const more = { trigger: "button", mode: "dev", manifest: "m1", imageSize: 12, commit: "c0ffee" } as const;
    expect(mergeRecords(bare, buildRecord({ ...more, breaker }))).toEqual({ ...bare, ...more, breaker });
    expect(mergeRecords(buildRecord(more), { ...bare, breaker })).toEqual({ ...bare, ...more, breaker });
  });

  test("buildx's own history goes before what Compose printed", () => {
    const own = buildRecord({ source: "compose", duration: 9_999, bases: [] });
    expect(mergeRecords(own, buildRecord())).toEqual(buildRecord());
  });
});

describe("a record as text", () => {
  test("is the same record again, and one text for the same", () => {
    fc.assert(
      fc.property(recordOf(ID), (record) => {
        const text = encodeRecord(record);
        const read = decodeRecord(text);
        expect(read).toEqual(record);
        expect(read && encodeRecord(read)).toBe(text);
        const backwards = Object.fromEntries(Object.entries(record).reverse());
        expect(encodeRecord({ ...record, ...backwards })).toBe(text);
      }),
    );
  });

  test("what is none is none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeRecord(text)).toBeUndefined();
      }),
    );
    const text = encodeRecord(buildRecord());
    for (let length = 0; length < text.length; length += 7) {
      expect(decodeRecord(text.slice(0, length))).toBeUndefined();
    }
  });

  test("of a later version only which build it is of is read", () => {
    const later = JSON.stringify({ ...buildRecord(), version: 2, result: { kind: "fine" } });
    expect(decodeRecord(later)).toBeUndefined();
    expect(decodeId(later)).toBe(ID);
    expect(decodeId(JSON.stringify({ ...buildRecord(), result: 7 }))).toBeUndefined();
  });
});
