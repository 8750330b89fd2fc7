import path from "node:path";
import ignore, { type Ignore } from "ignore";
import type { ToolSetup, WatchedPaths } from "../reader.ts";
import { isCargoSource, isReadAtStart, maySuitCargo, maySuitScripts } from "./fileKinds.ts";
import type { GitIgnore } from "./gitIgnore.ts";
import { below, hasDroppedPart, isWithin } from "./paths.ts";
import type { Scope } from "./scope.ts";
import type { View } from "./view.ts";

/** What a file is to the tool that runs in a container. */
export type Relevance =
  | { readonly kind: "none" }
  /** `certain`: it watches it, as sure as its command line tells. */
  | { readonly kind: "watched"; readonly certain: boolean }
  /** Nothing watches it; the next start reads it. */
  | { readonly kind: "readAtStart" };

const NONE: Relevance = { kind: "none" };

export interface RelevanceParts {
  readonly tool: ToolSetup;
  /** Of the container. */
  readonly workingDir: string;
  readonly scope: Scope;
  readonly gitIgnore: GitIgnore;
}

/** Tells of files whether the tool may reload them. */
export class Relevances {
  readonly #parts: RelevanceParts;
  readonly #ignored: Ignore;

  constructor(parts: RelevanceParts) {
    this.#parts = parts;
    const { watching } = parts.tool;
    this.#ignored = ignore({ ignoreCase: false }).add(watching.kind === "paths" ? [...watching.ignore] : []);
  }

  /** @param file on this machine */
  of(file: string, view: View): Relevance {
    const { tool, workingDir } = this.#parts;
    const { watching } = tool;
    if (hasDroppedPart(inWay(file, view))) return NONE;
    switch (watching.kind) {
      case "paths":
        return this.#watched(watching, file, view);
      case "graph": {
        const name = isWithin(view.path, workingDir, "/") ? below(view.path, workingDir, "/") : view.path;
        return maySuitScripts(name) ? { kind: "watched", certain: false } : NONE;
      }
      case "nothing":
        if (!isWithin(view.path, workingDir, "/")) return NONE;
        return isReadAtStart(tool.tool, below(view.path, workingDir, "/")) ? { kind: "readAtStart" } : NONE;
    }
  }

  #watched(watching: WatchedPaths, file: string, view: View): Relevance {
    const root = watching.include
      .filter((each) => isWithin(view.path, each, "/"))
      .reduce<string | undefined>(
        (most, each) => (most && most.length > each.length ? most : each),
        undefined,
      );
    if (root === undefined) return NONE;
    const name = path.posix.basename(view.path);
    const { extensions } = watching;
    const named = extensions.some((each) => name.endsWith(each));
    if (extensions.length > 0 ? !named : !maySuitCargo(name)) return NONE;
    const inBase = isWithin(view.path, watching.base, "/") && view.path !== watching.base;
    if (inBase && this.#ignored.ignores(below(view.path, watching.base, "/"))) return NONE;
    const leftOut = watching.vcsIgnore ? this.#parts.gitIgnore.ignoredBy(file) : undefined;
    if (leftOut !== undefined && this.#sees(leftOut)) return NONE;
    const certain =
      (isCargoSource(name) || named) &&
      !watching.unsure &&
      (watching.surely?.some((each) => isWithin(view.path, each, "/")) ?? true) &&
      leftOut === undefined &&
      (inBase || watching.ignore.length === 0) &&
      !isHidden(below(view.path, root, "/"));
    return { kind: "watched", certain };
  }

  /** Whether the tool has this file before it, too. */
  #sees(file: string): boolean {
    return this.#parts.scope.views(file).length > 0;
  }
}

/** The file's path below what the container has of this machine. */
function inWay(file: string, { way }: View): string {
  const root = way.kind === "baked" ? way.context : way.host;
  return `/${isWithin(file, root, path.sep) ? below(file, root, path.sep) : path.basename(file)}`;
}

function isHidden(name: string): boolean {
  return /(?:^|\/)\.[^/]/.test(name);
}
