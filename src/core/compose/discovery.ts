import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { type Logger, SILENT } from "../base/logger.ts";
import { baseFile, label, overrideFile, standsAlone, variantFiles } from "./fileNames.ts";
import type { ComposeFileSet } from "./model.ts";

/** Where teams keep their compose files, looked at before anything else. */
const USUAL_FOLDERS = ["docker", ".docker", "deploy", "infra", "compose", ".devcontainer"];
/** They are large and hold other people's compose files. */
const NEVER = new Set(["node_modules", "target", "vendor", "dist"]);
const MAX_DEPTH = 2;
/** Each folder is one `readdir`, each set one run of Compose. */
const MAX_FOLDERS = 400;
const MAX_SETS = 40;
/** Of a variant, enough to see its services' first lines. */
const MAX_HEAD_BYTES = 64 * 1024;

/**
 * The sets of compose files in the workspace's folders: the folder itself, the usual subfolders, and two levels
 * below for monorepos. In a folder,
 * - the standard file with its override file is one set, chosen as Compose chooses (compose-go `DefaultFileNames`);
 * - each variant (`docker-compose.dev.yml`, `compose.test.yaml`) is a mode of its own. It stands alone where it names
 *   the project or gives a service an image or a build; otherwise it only makes sense over the standard file, and
 *   is laid over it. Whether the guess holds is for Compose to say, when the set is read.
 *
 * What can't be read is skipped and said in the log; so is what goes beyond the limits.
 * @param roots absolute paths
 */
export async function discover(
  roots: readonly string[],
  logger: Logger = SILENT,
): Promise<readonly ComposeFileSet[]> {
  const sets = new Map<string, ComposeFileSet>();
  for (const root of roots) {
    for await (const folder of walk(root, logger)) {
      for (const set of await setsIn(folder)) sets.set(set.id, set);
      if (sets.size < MAX_SETS) continue;
      logger.warn(`Only the first ${MAX_SETS} sets of compose files are looked at; the rest is left out.`);
      return [...sets.values()].slice(0, MAX_SETS);
    }
  }
  return [...sets.values()];
}

interface Folder {
  readonly path: string;
  readonly files: readonly string[];
}

/** Level by level, so that a limit cuts off the deepest folders and not the last ones by name. */
async function* walk(root: string, logger: Logger): AsyncGenerator<Folder> {
  let level = [root];
  let seen = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++seen > MAX_FOLDERS) {
        logger.warn(`Compose files were looked for in the first ${MAX_FOLDERS} folders of ${root} only.`);
        return;
      }
      const entries = await list(folder, logger);
      // A link to a file is followed by Compose; a link to a folder is not followed by us: it may lead in circles.
      const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
      yield { path: folder, files };
      const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      next.push(...worthALook(folders).map((name) => path.join(folder, name)));
    }
    level = next;
  }
}

async function list(folder: string, logger: Logger) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    logger.warn(`${folder} was skipped: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function worthALook(folders: readonly string[]): string[] {
  const usual = USUAL_FOLDERS.filter((name) => folders.includes(name));
  const others = folders.filter(
    (name) => !USUAL_FOLDERS.includes(name) && !name.startsWith(".") && !NEVER.has(name),
  );
  return [...usual, ...others.sort()];
}

async function setsIn(folder: Folder): Promise<ComposeFileSet[]> {
  const base = baseFile(folder.files);
  const variants = variantFiles(folder.files);
  const sets: ComposeFileSet[] = [];
  if (base !== undefined) {
    const override = overrideFile(folder.files);
    sets.push(
      fileSet(folder.path, override === undefined ? [base] : [base, override], label(base, variants)),
    );
  }
  for (const variant of variants) {
    const over = base !== undefined && !standsAlone(await head(path.join(folder.path, variant)));
    sets.push(fileSet(folder.path, over ? [base, variant] : [variant], label(variant, variants)));
  }
  return sets;
}

function fileSet(folder: string, names: readonly string[], setLabel: string): ComposeFileSet {
  const files = names.map((name) => path.join(folder, name));
  return { id: files.join("\n"), label: setLabel, files, projectDir: folder };
}

/** Empty where it can't be read: Compose will say why. */
async function head(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const buffer = Buffer.alloc(MAX_HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  }
}
