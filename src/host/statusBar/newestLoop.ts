import type { LoopStats, ServiceState, StackState } from "../../shared/model.ts";

/** The service whose watcher has reacted last, of those that run. */
export function newestLoop(
  stacks: readonly StackState[],
): { readonly service: ServiceState; readonly loop: LoopStats } | undefined {
  let newest: { readonly service: ServiceState; readonly loop: LoopStats } | undefined;
  for (const service of stacks.flatMap(({ services }) => services)) {
    const loop = service.reload?.loop;
    if (loop === undefined || !service.containers.some(({ status }) => status === "running")) continue;
    if (newest === undefined || loop.last.at > newest.loop.last.at) newest = { service, loop };
  }
  return newest;
}
