import { readScope } from "../../reload/files/readScope.ts";
import type { BakedFacts } from "./facts.ts";

/** Tells of a file of this machine whether the container has it by another way than its image. */
export async function otherWay({
  build,
  watch,
  mounts,
  local,
}: BakedFacts): Promise<(file: string) => boolean> {
  // Paths of another machine's mounts say nothing of files here.
  const { scope } = await readScope({ service: { build, watch } }, { mounts: local ? mounts : [] });
  return (file) => {
    const named = scope.named(file);
    const isMounted = scope.views(named).some(({ way }) => way.kind === "mount");
    return isMounted || scope.rules?.of(named).some(({ action }) => action.startsWith("sync")) === true;
  };
}
