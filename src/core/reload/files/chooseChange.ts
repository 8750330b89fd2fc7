import type { SourceQuery, WatchedChange } from "./facts.ts";
import type { IndexedFile } from "./fileIndex.ts";
import { unseen } from "./unseen.ts";
import type { View } from "./view.ts";

export interface Changed {
  readonly file: string;
  readonly time: IndexedFile;
  readonly view: View;
  readonly certain: boolean;
}

/** Changes so close together are one: a folder that is moved, a branch that is switched. */
const TOGETHER_MS = 100;

/** The newest; of those that came together, one that is watched for sure. */
export function chooseChange(changes: readonly Changed[], query: SourceQuery): WatchedChange | undefined {
  const newest = changes.reduce((latest, { time }) => Math.max(latest, time.at), 0);
  const [chosen] = changes
    .filter(({ time }) => newest - time.at <= TOGETHER_MS)
    .sort(
      (left, right) =>
        Number(isCertain(right)) - Number(isCertain(left)) ||
        right.time.at - left.time.at ||
        // In whatever order they were found.
        (left.file < right.file ? -1 : 1),
    );
  if (chosen === undefined) return undefined;
  const { file, time, view } = chosen;
  return { file, at: time.at, certain: isCertain(chosen), unseen: unseen(view, file, query) };
}

function isCertain({ certain, time }: Changed): boolean {
  return certain && time.written;
}
