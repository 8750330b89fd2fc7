import type { Bases } from "./bases.ts";
import type { Need } from "./facts.ts";
import type { IndexedFile } from "./fileIndex.ts";
import { type Asked, byWeight, toNeed } from "./needTexts.ts";

/** Files whose content is compared before it is given up. */
const MOST_COMPARED = 500;

export interface AskingFile {
  readonly file: string;
  readonly time: IndexedFile;
  readonly asked: Asked;
}

/** Whether the file has come to be what it is after what it is compared to. */
function isNewer({ time, asked }: Pick<AskingFile, "time" | "asked">, bases: Bases): boolean {
  const base = bases[asked.base];
  return base !== undefined && time.at > base.at + (asked.grace ?? 0);
}

/** The most that is asked for; a file that holds again what it held asks for nothing. */
export async function weightiest(asking: readonly AskingFile[], bases: Bases): Promise<Need | undefined> {
  const needs = asking.flatMap(({ file, time, asked }) => {
    const base = bases[asked.base];
    // In a folder that was cloned a moment ago every file is newer than an image that was built elsewhere.
    const unseen = asked.base === "image" && base?.baseline.isEmpty === true;
    return base === undefined || unseen || !isNewer({ time, asked }, bases)
      ? []
      : [{ need: toNeed(file, time, asked, base.at), gone: time.gone, baseline: base.baseline }];
  });
  needs.sort((left, right) => byWeight(left.need, right.need));
  for (const { need, gone, baseline } of needs.slice(0, MOST_COMPARED)) {
    if (gone || !(await baseline.isSame(need.file))) return need;
  }
  return undefined;
}

/** Remembers what is in files that have not changed since. */
export async function remember(asking: readonly AskingFile[], bases: Bases): Promise<void> {
  for (const { file, time, asked } of asking) {
    const base = bases[asked.base];
    if (base === undefined || time.gone || isNewer({ time, asked }, bases)) continue;
    await base.baseline.record(file, base.at);
  }
}
