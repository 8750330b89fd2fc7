import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { mapLimited } from "../../base/mapLimited.ts";
import { isStartedByAsking } from "./builders.ts";
import type { BuildRef } from "./ref.ts";
import { readRefFile } from "./refFile.ts";

/** BuildKit forgets builds after two days, when there are more than 50 (0.23). */
const OLDEST_MS = 7 * 24 * 60 * 60 * 1_000;
const MOST_READ = 500;
const AT_ONCE = 16;

/**
 * The last builds that buildx has noted down, the newest first. Not by `buildx history ls`: with BuildKit before the fix
 * of moby/buildkit#6598 (seen with Docker 28.5.2) that can end the engine, once a record that was read has been deleted.
 * @returns empty where the folder can't be read
 */
export async function recentRefs(folder: string, now: number): Promise<readonly BuildRef[]> {
  const builders = await subfolders(folder, (name) => name !== "__group__");
  // Nobody wants one to be started because a window is opened.
  const asked = await mapLimited(builders, AT_ONCE, async (builder) =>
    (await isStartedByAsking(folder, path.basename(builder))) ? [] : [builder],
  );
  const nodes = asked.flat().map((builder) => subfolders(builder));
  const files = (await Promise.all((await Promise.all(nodes)).flat().map(filesIn))).flat();
  const timed = await mapLimited(files, AT_ONCE, async (file) => {
    const at = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    return { file, at };
  });
  const recent = timed
    .filter(({ at }) => now - at < OLDEST_MS)
    .sort((left, right) => right.at - left.at)
    .slice(0, MOST_READ);
  const refs = await mapLimited(recent, AT_ONCE, ({ file }) => readRefFile(file).catch(() => undefined));
  return refs.filter((ref) => ref !== undefined);
}

async function subfolders(folder: string, wanted: (name: string) => boolean = () => true): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && wanted(entry.name))
    .map(({ name }) => path.join(folder, name));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map(({ name }) => path.join(folder, name));
}
