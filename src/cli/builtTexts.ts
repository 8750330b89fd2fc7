import type { BuildRecord } from "../shared/builds.ts";
import { BREAKS, buildName, errorLines, errorPlace, imageText } from "./buildWords.ts";
import { durationText } from "./duration.ts";
import { plain } from "./plain.ts";

/** What has come of a run, a paragraph a build: for people. @param unseen services that were built, and not seen */
export function renderBuilt(records: readonly BuildRecord[], unseen: readonly string[]): string {
  const parts = [
    ...records.map((record) => ({ name: buildName(record), lines: builtLines(record) })),
    ...unseen.map((name) => ({ name, lines: ["built; what it took was not seen"] })),
  ];
  const width = Math.max(0, ...parts.map(({ name }) => name.length));
  return parts
    .flatMap(({ name, lines }) =>
      lines.map((line, index) => `${(index === 0 ? name : "").padEnd(width)}  ${line}\n`),
    )
    .join("");
}

function builtLines(record: BuildRecord): string[] {
  const { result, duration, error } = record;
  switch (result) {
    case "succeeded":
      return [
        [`built in ${durationText(duration)}`, ...cacheTexts(record), imageText(record) ?? []]
          .flat()
          .join(", "),
        ...whyLines(record),
      ];
    case "cancelled":
      return [`cancelled after ${durationText(duration)}`];
    case "failed": {
      const place = errorPlace(record);
      return [
        `failed after ${durationText(duration)}${place === undefined ? "" : ` at ${place}`}`,
        ...(error?.step === undefined ? [] : [plain(error.step)]),
        ...errorLines(record),
      ];
    }
  }
}

function cacheTexts({ cache, breaker }: BuildRecord): string[] {
  // BuildKit does not call every step cached that took no time: FROM is one.
  if (breaker.kind === "nothing" && cache.begun > 0) return ["all cached"];
  return cache.begun === 0 ? [] : [`${cache.cached} of ${cache.begun} steps cached`];
}

function whyLines({ breaker }: BuildRecord): string[] {
  if (breaker.kind === "nothing") return [];
  const at = breaker.step === undefined ? "" : ` from ${plain(breaker.step)}`;
  return [`not cached${at} (${BREAKS[breaker.kind]}): ${plain(breaker.reason)}`];
}
