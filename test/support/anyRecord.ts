import fc from "fast-check";
import type { BuildRecord } from "../../src/shared/builds.ts";
import { buildRecord } from "./buildRecords.ts";

const text = fc.string({ maxLength: 12 });
const time = fc.integer({ min: 0, max: 2 ** 41 });

/** What two windows may know of one and the same build. */
export const recordOf = (id: string): fc.Arbitrary<BuildRecord> =>
  fc
    .record(
      {
        source: fc.constantFrom<BuildRecord["source"]>("history", "compose"),
        trigger: fc.constantFrom<BuildRecord["trigger"]>("button", "cli", "watch", "elsewhere"),
        stack: text,
        services: fc.array(text, { maxLength: 2 }),
        mode: text,
        arguments: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z_0-9]{0,7}$/), text, { maxKeys: 3 }),
        commit: text,
        dirty: fc.boolean(),
        startedAt: time,
        duration: time,
        result: fc.constantFrom<BuildRecord["result"]>("succeeded", "failed", "cancelled"),
        steps: fc.constantFrom<BuildRecord["steps"]>([], buildRecord().steps),
        imageIds: fc.array(text, { maxLength: 2 }),
        imageSize: time,
        imageSizeChange: fc.integer(),
        manifest: text,
        breaker: fc.record({
          kind: fc.constantFrom<BuildRecord["breaker"]["kind"]>("unknown", "code", "cold"),
          reason: text,
          files: fc.array(text, { maxLength: 2 }),
          more: fc.nat(),
        }),
        error: fc.record({ message: text, lastLines: fc.array(text, { maxLength: 2 }) }),
      },
      { requiredKeys: [] },
    )
    .map(({ stack, ...changes }) => {
      const { stack: _stack, ...plain } = buildRecord({ id, ...changes });
      return stack === undefined ? plain : { ...plain, stack };
    });
