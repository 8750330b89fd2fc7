import { open, stat } from "node:fs/promises";
import path from "node:path";
import { type Logger, SILENT } from "../base/logger.ts";
import type { Env } from "../base/which.ts";
import { type NamedFiles, namedFiles } from "./defaultFiles.ts";
import { baseFile, label, overrideFile, standsAlone, variantFiles } from "./fileNames.ts";
import { type Folder, walkFolders } from "./folderWalk.ts";
import type { ComposeFileSet } from "./model.ts";

/** Each set is up to three runs of Compose. */
const MAX_SETS = 40;
/** Of a variant, enough to see its services' first lines. */
const MAX_HEAD_BYTES = 64 * 1024;

export interface DiscoverOptions {
  /** What Compose will be run with; COMPOSE_FILE in it is meant for the roots. */
  readonly env?: Env;
  /** Absolute paths of folders to leave out. */
  readonly skip?: ReadonlySet<string>;
  readonly logger?: Logger;
}

/**
 * The sets of compose files in the workspace's folders: the folder itself, the usual subfolders, and two levels
 * below for monorepos. In a folder,
 * - what COMPOSE_FILE names is one set, else the standard file with its override file, chosen as Compose chooses
 *   (compose-go `DefaultFileNames`);
 * - each variant (`docker-compose.dev.yml`, `compose.test.yaml`) is a mode of its own. It stands alone where it names
 *   the project or gives a service an image or a build; otherwise it only makes sense over the standard file, and
 *   is laid over it. Whether the guess holds is for Compose to say, when the set is read: `otherwise` is the other
 *   reading.
 *
 * What can't be read is skipped and said in the log; so is what goes beyond the limits.
 * @param roots absolute paths
 */
export async function discover(
  roots: readonly string[],
  options: DiscoverOptions = {},
): Promise<readonly ComposeFileSet[]> {
  const { env = {}, skip = new Set(), logger = SILENT } = options;
  const sets = new Map<string, ComposeFileSet>();
  for (const root of roots) {
    for await (const folder of walkFolders(root, skip, logger)) {
      const own = folder.path === root;
      const named = await defaultOf(folder, own, env);
      for (const set of await setsIn(folder, named)) {
        if (!sets.has(set.id)) sets.set(set.id, set);
      }
      if (sets.size < MAX_SETS) continue;
      logger.warn(`Only the first ${MAX_SETS} sets of compose files are looked at; the rest is left out.`);
      return [...sets.values()].slice(0, MAX_SETS);
    }
  }
  return [...sets.values()];
}

async function defaultOf(folder: Folder, own: boolean, env: Env): Promise<NamedFiles | undefined> {
  const anywhere = own && env["COMPOSE_FILE"] !== undefined;
  if (!anywhere && !folder.files.includes(".env")) return undefined;
  const named = await namedFiles({ folder: folder.path, own, env });
  if (named === undefined || !anywhere) return named;
  // The process's variable may be meant for another folder: then nothing of what it names is here.
  const there = await Promise.all(named.files.map(isThere));
  return there.includes(true) ? named : undefined;
}

async function setsIn(folder: Folder, named: NamedFiles | undefined): Promise<ComposeFileSet[]> {
  const base = baseFile(folder.files);
  const override = overrideFile(folder.files);
  const inFolder = (name: string) => path.join(folder.path, name);
  const variants = variantFiles(folder.files);
  const sets: ComposeFileSet[] = [];
  if (named !== undefined) {
    sets.push({ ...fileSet(named.files, folder.path, "default"), envFiles: named.envFiles });
  } else if (base !== undefined) {
    const files = override === undefined ? [base] : [base, override];
    sets.push(fileSet(files.map(inFolder), folder.path, label(base, variants)));
  }
  for (const variant of variants) {
    const file = inFolder(variant);
    if (named?.files.includes(file)) continue;
    const alone = [file];
    const over = base === undefined ? undefined : [inFolder(base), file];
    const readings = standsAlone(await head(file)) ? [alone, over] : [over, alone];
    const [files = alone, otherwise] = readings.filter((reading) => reading !== undefined);
    sets.push({
      ...fileSet(files, folder.path, label(variant, variants)),
      ...(otherwise === undefined ? {} : { otherwise }),
    });
  }
  return sets;
}

/**
 * Run where they are: with `-f docker/compose.dev.yml` typed in the root, the root's `.env` does not count either, only
 * the one beside the file (tried with Compose 2.26 and 2.40).
 */
function fileSet(files: readonly string[], runDir: string, setLabel: string): ComposeFileSet {
  return {
    id: files.join("\n"),
    label: setLabel,
    files,
    projectDir: path.dirname(files[0] ?? runDir),
    runDir,
    origin: "found",
    envFiles: [],
    commands: {},
  };
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Empty where it can't be read: Compose will say why. */
async function head(file: string): Promise<string> {
  try {
    // Opening a named pipe would wait for somebody to write to it.
    if (!(await stat(file)).isFile()) return "";
    await using handle = await open(file);
    const buffer = Buffer.alloc(MAX_HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  }
}
