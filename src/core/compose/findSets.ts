import type { Logger } from "../base/logger.ts";
import type { Env } from "../base/which.ts";
import { discover } from "./discovery.ts";
import type { ConfiguredSet, StackSetting } from "./stackSettings.ts";

export interface FindPorts {
  readonly env: Env;
  readonly homeDir: string;
  readonly logger: Logger;
}

/**
 * What the settings list, then what is found in the folders. A folder whose setting lists something is not searched:
 * the setting says what there is. What is wrong with a setting is logged.
 * @param folders absolute paths
 */
export async function findSets(
  folders: readonly string[],
  stacks: readonly StackSetting[],
  { env, homeDir, logger }: FindPorts,
): Promise<readonly ConfiguredSet[]> {
  const sets: ConfiguredSet[] = [];
  const listed = new Set<string>();
  for (const setting of stacks) {
    if (!folders.includes(setting.folder) || isEmpty(setting.value)) continue;
    const { decodeStacks } = await import("./stackSettings.ts");
    const decoded = decodeStacks(setting, homeDir);
    for (const problem of decoded.problems) logger.warn(problem);
    if (decoded.sets.length > 0) listed.add(setting.folder);
    sets.push(...decoded.sets);
  }
  const searched = folders.filter((folder) => !listed.has(folder));
  const found = await discover(searched, { env, skip: listed, logger });
  const ids = new Set(sets.map(({ id }) => id));
  return [...sets, ...found.filter(({ id }) => !ids.has(id))];
}

/** As it is where nobody wrote the setting: what reads it is not even loaded. */
function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
