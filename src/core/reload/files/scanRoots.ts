import type { ContainerMount, ContainerSetup } from "../../engine/container.ts";
import type { ToolSetup } from "../reader.ts";
import { isWithin } from "./paths.ts";
import type { Scope } from "./scope.ts";

/** The folders of the container that the tool is about. */
function places({ watching }: ToolSetup, { workingDir }: ContainerSetup): readonly string[] {
  return watching.kind === "paths" ? watching.include : [workingDir];
}

/** The folders and files of this machine in which the tool may see a change. */
export function mountedRoots(tool: ToolSetup, setup: ContainerSetup, scope: Scope): readonly string[] {
  const roots = places(tool, setup).flatMap((place) => {
    const isWhole = tool.watching.kind === "graph";
    return scope.bindsAround(place).flatMap(({ host, target }) => {
      // A program may import what lies beside its folder, too.
      const from = !isWhole && isWithin(place, target, "/") ? scope.hostOf(place) : host;
      return from === undefined ? [] : [from];
    });
  });
  return [...new Set(roots)];
}

/** What is copied rather than mounted: by rules of `develop.watch`, or into the image. */
export function copiedRoots(scope: Scope, withContext: boolean): readonly string[] {
  const context = withContext && scope.context !== undefined ? [scope.context.folder] : [];
  return [...new Set([...(scope.rules?.paths ?? []), ...context])];
}

/** Whether the tool is about what is in the mount. */
export function concerns(mount: ContainerMount, tool: ToolSetup, setup: ContainerSetup): boolean {
  return places(tool, setup).some(
    (place) => isWithin(place, mount.target, "/") || isWithin(mount.target, place, "/"),
  );
}
