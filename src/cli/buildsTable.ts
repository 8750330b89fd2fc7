import type { BuildRecord } from "../shared/builds.ts";
import { buildName, cachedText, RESULTS, shortId, whyText } from "./buildWords.ts";
import { align } from "./columns.ts";
import { durationText } from "./duration.ts";
import { momentText } from "./moment.ts";

/**
 * For people: a row a build.
 * @param idLength how much of an id is shown
 * @param withStack more than one stack's: then the services' names alone say too little
 */
export function renderBuilds(records: readonly BuildRecord[], idLength: number, withStack: boolean): string {
  if (records.length === 0) return "";
  const rows = records.map((record) => [
    shortId(record.id).slice(0, idLength),
    momentText(record.startedAt),
    ...(withStack ? [record.stack ?? "-"] : []),
    buildName(record),
    RESULTS[record.result],
    durationText(record.duration),
    cachedText(record.cache),
    record.trigger,
    whyText(record),
  ]);
  const stack = withStack ? ["STACK"] : [];
  const titles = ["ID", "WHEN", ...stack, "SERVICE", "RESULT", "TIME", "CACHED", "TRIGGER", "WHY"];
  return align([titles, ...rows]).join("");
}
