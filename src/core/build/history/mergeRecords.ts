import type { BuildRecord } from "../../../shared/builds.ts";

/**
 * What two know of one build. Each group of fields that belong together is taken from whoever knows more of it, else
 * from the one whose text comes last: in whatever order any number of records are merged, the same comes out.
 */
export function mergeRecords(left: BuildRecord, right: BuildRecord): BuildRecord {
  const { stack, services, mode } = richer(left, right, whose);
  const { commit, dirty } = richer(left, right, begun);
  const { manifest } = richer(left, right, compared);
  const { imageSize, imageSizeChange } = richer(left, right, sized);
  return {
    ...built(richer(left, right, measured)),
    trigger: richer(left, right, asked).trigger,
    ...(stack === undefined ? {} : { stack }),
    services,
    ...(mode === undefined ? {} : { mode }),
    ...(commit === undefined ? {} : { commit }),
    ...(dirty === undefined ? {} : { dirty }),
    ...(manifest === undefined ? {} : { manifest }),
    ...(imageSize === undefined ? {} : { imageSize }),
    ...(imageSizeChange === undefined ? {} : { imageSizeChange }),
    breaker: richer(left, right, broken).breaker,
  };
}

/** What buildx or Compose told; the rest is what was known beside it. */
function built(record: BuildRecord) {
  const { trigger, stack, services, mode, commit, dirty, manifest, ...others } = record;
  const { imageSize, imageSizeChange, breaker, ...told } = others;
  return told;
}

/** How much is known, the most telling first; and the fields themselves. */
interface Knowledge {
  readonly rank: readonly number[];
  readonly fields: unknown;
}

function richer(left: BuildRecord, right: BuildRecord, of: (record: BuildRecord) => Knowledge): BuildRecord {
  const [mine, other] = [of(left), of(right)];
  for (const [index, rank] of mine.rank.entries()) {
    const difference = rank - (other.rank[index] ?? 0);
    if (difference !== 0) return difference > 0 ? left : right;
  }
  return JSON.stringify(mine.fields) >= JSON.stringify(other.fields) ? left : right;
}

const measured = (record: BuildRecord): Knowledge => ({
  rank: [
    record.source === "history" ? 1 : 0,
    record.steps.length,
    record.cache.begun,
    record.imageIds.length,
  ],
  fields: built(record),
});

const asked = ({ trigger }: BuildRecord): Knowledge => ({
  rank: [trigger === "elsewhere" ? 0 : 1],
  fields: trigger,
});

const whose = ({ stack, services, mode }: BuildRecord): Knowledge => ({
  rank: [stack === undefined ? 0 : 1, services.length, mode === undefined ? 0 : 1],
  fields: [stack, services, mode],
});

const begun = ({ commit, dirty }: BuildRecord): Knowledge => ({
  rank: [commit === undefined ? 0 : 1, dirty === undefined ? 0 : 1],
  fields: [commit, dirty],
});

const compared = ({ manifest }: BuildRecord): Knowledge => ({
  rank: [manifest === undefined ? 0 : 1],
  fields: manifest,
});

const sized = ({ imageSize, imageSizeChange }: BuildRecord): Knowledge => ({
  rank: [imageSize === undefined ? 0 : 1, imageSizeChange === undefined ? 0 : 1],
  fields: [imageSize, imageSizeChange],
});

const broken = ({ breaker }: BuildRecord): Knowledge => ({
  rank: [breaker.kind === "unknown" ? 0 : 1, breaker.files.length + breaker.more],
  fields: breaker,
});
