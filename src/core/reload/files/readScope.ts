import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { ComposeService } from "../../compose/model.ts";
import type { ContainerMount, ContainerSetup } from "../../engine/container.ts";
import { readBuildContext } from "./buildContext.ts";
import { hostPath } from "./hostPath.ts";
import { below, isWithin } from "./paths.ts";
import { type Bind, Scope } from "./scope.ts";
import { WatchRules } from "./watchRules.ts";

export interface ReadScope {
  readonly scope: Scope;
  /** Bind mounts whose source is not on this machine. */
  readonly elsewhere: readonly ContainerMount[];
}

/** Finds out what of this machine a container has. */
export async function readScope(
  { service }: { readonly service: Pick<ComposeService, "build" | "watch"> | undefined },
  { mounts }: Pick<ContainerSetup, "mounts">,
): Promise<ReadScope> {
  const binds: Bind[] = [];
  const elsewhere: ContainerMount[] = [];
  for (const mount of mounts) {
    if (mount.kind !== "bind") continue;
    const bind = await readBind(mount);
    if (bind === undefined) elsewhere.push(mount);
    else binds.push(bind);
  }
  const context = await readBuildContext(service?.build);
  const isBound = (file: string) => binds.some(({ host }) => isWithin(file, host, path.sep));
  const isIgnored = (file: string) =>
    context !== undefined &&
    file !== context.folder &&
    isWithin(file, context.folder, path.sep) &&
    context.ignored.matches(below(file, context.folder, path.sep));
  const rules = service?.watch && new WatchRules(service.watch, isBound, isIgnored);
  return { scope: new Scope({ mounts, binds, rules, context }), elsewhere };
}

async function readBind({ source, target }: ContainerMount): Promise<Bind | undefined> {
  const host = await hostPath(source, (file) =>
    stat(file).then(
      () => true,
      () => false,
    ),
  );
  if (host === undefined) return undefined;
  const found = await stat(host).catch(() => undefined);
  const real = await realpath(host).catch(() => host);
  return { host, real, target, isFile: found?.isFile() === true };
}
