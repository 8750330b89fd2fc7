import type { StackState } from "../../shared/model.ts";
import type { ServiceSettings } from "../../shared/protocol.ts";
import type { EngineContainer } from "../engine/container.ts";
import type { StackStore } from "../stack/store.ts";
import type { ReloadService } from "./reloads.ts";

interface ServiceContainers {
  readonly stackId: string;
  readonly service: string;
  readonly containers: readonly EngineContainer[];
}

/**
 * The workspace's services with what their reloads depend on. Containers that have not been inspected yet are left
 * out; so are visitors, and those that were never started.
 */
export function reloadServices(
  store: StackStore,
  stacks: readonly StackState[],
  settings: Readonly<Record<string, ServiceSettings>>,
): ReloadService[] {
  const modes = new Map(
    stacks.map(({ id, activeMode }) => [id, store.sets.find((set) => set.id === activeMode)]),
  );
  return ownContainers(store, stacks).flatMap(({ stackId, service, containers }) => {
    const own = containers.filter(isReadable).toSorted((left, right) => left.number - right.number);
    if (own.length === 0) return [];
    const declared = modes.get(stackId)?.model?.services.find(({ name }) => name === service);
    const watchOn = store.watches.get(stackId)?.kind === "on";
    const given = serviceSettings(settings, stackId, service);
    const inputs = own.map((container) => ({ container, service: declared, settings: given, watchOn }));
    return [{ stackId, service, settings: given, containers: inputs }];
  });
}

/** The workspace's services that have containers, visitors left out. */
export function ownContainers(store: StackStore, stacks: readonly StackState[]): ServiceContainers[] {
  const containers = [...(store.containers?.values() ?? [])].filter(({ oneOff }) => !oneOff);
  const byService = Map.groupBy(containers, ({ labels }) => serviceKey(labels.project, labels.service));
  return stacks
    .filter(({ origin }) => origin === "workspace")
    .flatMap(({ id, services }) =>
      services.flatMap(({ name }) => {
        const own = byService.get(serviceKey(id, name)) ?? [];
        return own.length === 0 ? [] : [{ stackId: id, service: name, containers: own }];
      }),
    );
}

/** Whether all of the workspace's containers that run have been inspected. */
export function allInspected(store: StackStore, stacks: readonly StackState[]): boolean {
  const own = new Set(stacks.filter(({ origin }) => origin === "workspace").map(({ id }) => id));
  return [...(store.containers?.values() ?? [])].every(
    (container) =>
      container.status !== "running" || !own.has(container.labels.project) || isReadable(container),
  );
}

function isReadable({ oneOff, setup, startedAt }: EngineContainer): boolean {
  return oneOff || (setup !== undefined && startedAt !== undefined);
}

function serviceKey(stackId: string, service: string): string {
  return `${stackId}\n${service}`;
}

/** What names the project as well goes first. */
export function serviceSettings(
  settings: Readonly<Record<string, ServiceSettings>>,
  stackId: string,
  service: string,
): ServiceSettings | undefined {
  const key = [`${stackId}/${service}`, service].find((each) => Object.hasOwn(settings, each));
  return key === undefined ? undefined : settings[key];
}
