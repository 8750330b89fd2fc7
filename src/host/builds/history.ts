import type { BuildRecord } from "../../shared/builds.ts";
import type { CoreProcess } from "../core/coreProcess.ts";

/** As many as the history keeps. */
export const MOST_BUILDS = 500;

/** The newest first. @param stackId absent: all of this machine */
export function readHistory(core: CoreProcess, stackId?: string): Promise<readonly BuildRecord[]> {
  return core.call("builds", { limit: MOST_BUILDS, ...(stackId === undefined ? {} : { stackId }) });
}
