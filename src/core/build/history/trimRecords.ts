import { rm, stat } from "node:fs/promises";
import path from "node:path";
import type { RecordFolder } from "./recordFolder.ts";
import { groupNames } from "./recordName.ts";

export const MOST_RECORDS = 500;
/** A build that begins later than this from now on began by a clock that is wrong, or the clock is wrong now. */
const NONSENSE_MS = 86_400_000;
/** What a writer that was killed left behind is nobody's after so long. */
const ABANDONED_MS = 60_000;

/**
 * Unlinks the oldest builds beyond the limit. Where the newest one is from the future nobody can tell which are the
 * oldest: then there may be twice as many.
 */
export async function trimRecords(records: RecordFolder, now: number): Promise<void> {
  const names = await records.names();
  const groups = groupNames(names);
  const isNonsense = (groups[0]?.startedAt ?? 0) > now + NONSENSE_MS;
  const old = groups.slice(isNonsense ? 2 * MOST_RECORDS : MOST_RECORDS);
  for (const name of old.flatMap((group) => group.names)) await records.unlink(name);
  for (const name of names.filter((each) => each.endsWith(".tmp"))) {
    const file = path.join(records.folder, name);
    const written = await stat(file).catch(() => undefined);
    if (written !== undefined && now - written.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
  }
}
