import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/** What a writer that was killed left behind is nobody's after so long. */
const ABANDONED_MS = 60_000;

/**
 * Unlinks the files that were written longest ago until so many are left, and temporary ones that were left behind.
 * Rejects where the folder can't be read; a file that is gone already is none.
 */
export async function trimFolder(folder: string, keep: number, now: number): Promise<void> {
  const names = await readdir(folder);
  const abandoned: string[] = [];
  const files: { readonly file: string; readonly at: number }[] = [];
  if (names.length <= keep && !names.some((name) => name.endsWith(".tmp"))) return;
  for (const name of names) {
    const file = path.join(folder, name);
    const at = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (at === undefined) continue;
    if (!name.endsWith(".tmp")) files.push({ file, at });
    else if (now - at > ABANDONED_MS) abandoned.push(file);
  }
  const old = files.sort((left, right) => right.at - left.at).slice(keep);
  for (const file of [...abandoned, ...old.map((each) => each.file)]) await rm(file, { force: true });
}
