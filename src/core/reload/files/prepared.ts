import path from "node:path";
import type { ContainerSetup } from "../../engine/container.ts";
import { Classifier } from "./classify.ts";
import type { SourceQuery } from "./facts.ts";
import { mayBeSource } from "./fileKinds.ts";
import { GitIgnore } from "./gitIgnore.ts";
import type { Asked } from "./needTexts.ts";
import { below, hasDroppedPart, isWithin } from "./paths.ts";
import { readScope } from "./readScope.ts";
import { Relevances } from "./relevance.ts";
import { concerns, copiedRoots, mountedRoots } from "./scanRoots.ts";
import type { Scope } from "./scope.ts";
import { specialFiles } from "./specialFiles.ts";

/** What follows from a query alone: where to look, and what what is found means. */
export interface Prepared {
  readonly scope: Scope;
  readonly classifier: Classifier;
  readonly special: ReadonlyMap<string, Asked>;
  /** Looked through always, and to the end. */
  readonly mounted: readonly string[];
  /** Looked through as far as that goes. */
  readonly copied: readonly string[];
  /** What is copied reaches the program while it runs, by `develop.watch`. */
  readonly copiesWhileRunning: boolean;
  /** Whether files by their mere name ask for something, so that their content is worth remembering. */
  readonly asksForMany: boolean;
  /** Why not all that matters is on this machine: a clause. */
  readonly elsewhere?: string;
  wants(file: string): boolean;
  /** Whether a change of the file may matter; `"all"`: all is to be looked at again. */
  concerns(file: string): "no" | "yes" | "all";
}

export async function prepare(query: SourceQuery, setup: ContainerSetup): Promise<Prepared> {
  const { tool, watchOn, imageBuiltAt } = query;
  const { scope, elsewhere } = await readScope(query, setup);
  const special = specialFiles(query, setup, scope);
  const gitIgnore = new GitIgnore();
  const relevances = new Relevances({ tool, workingDir: setup.workingDir, scope, gitIgnore });
  const mounted = mountedRoots(tool, setup, scope);
  const copied = copiedRoots(scope, imageBuiltAt !== undefined);
  const inputs = new Set(scope.context?.files);
  const missing = elsewhere.find((mount) => concerns(mount, tool, setup));
  const ruled = (file: string) => !watchOn && scope.rules?.of(file).some(({ action }) => action !== "sync");
  return {
    scope,
    classifier: new Classifier({ query, scope, relevances, special }),
    special,
    mounted,
    copied,
    copiesWhileRunning: (scope.rules?.paths ?? []).length > 0,
    asksForMany: copied.length > 0 || tool.watching.kind === "nothing",
    ...(missing === undefined ? {} : { elsewhere: `${missing.source} is not on this machine` }),
    wants: (file) =>
      special.has(file) ||
      mayBeSource(tool.tool, path.basename(file)) ||
      isNamed(file, query) ||
      ruled(file) === true,
    concerns: (file) => {
      if (inputs.has(file)) return "all";
      const root = [...mounted, ...copied].find((each) => isWithin(file, each, path.sep));
      const isIn = root !== undefined && !hasDroppedPart(`/${below(file, root, path.sep)}`);
      if (isIn && GitIgnore.concerns(file)) return "all";
      // The folder may be there only now.
      if (!isIn && [...mounted, ...copied].some((each) => isWithin(each, file, path.sep))) return "all";
      return isIn || special.has(file) ? "yes" : "no";
    },
  };
}

/** The command line names such files. */
function isNamed(file: string, { tool: { watching } }: SourceQuery): boolean {
  return watching.kind === "paths" && watching.extensions.some((each) => file.endsWith(each));
}
