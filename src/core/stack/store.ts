import type { BakedState } from "../../shared/builds.ts";
import type { ActionState, ReloadState, WatchState } from "../../shared/model.ts";
import type { KnownSet } from "../compose/model.ts";
import type { ContainerChange, EngineContainer } from "../engine/container.ts";

/** All that the stacks are derived from. */
export interface StackStore {
  readonly folders: readonly string[];
  readonly sets: readonly KnownSet[];
  /** Stack id → mode id, as the user chose. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Stack id → profiles, as the user chose. */
  readonly chosenProfiles: Readonly<Record<string, readonly string[]>>;
  /** `undefined`: the engine has not told them, or can't be reached. */
  readonly containers: ReadonlyMap<string, EngineContainer> | undefined;
  readonly actions: ReadonlyMap<string, readonly ActionState[]>;
  /** Stack id → watch; a stack that is not in it has none. */
  readonly watches: ReadonlyMap<string, WatchState>;
  /** Stack id → service → where its reload has got to. */
  readonly reloads: ReadonlyMap<string, ReadonlyMap<string, ReloadState>>;
  /** Stack id → service → the last lines of its log, where it has died. */
  readonly lastWords: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Stack id → service → whether its image holds the code in the editor. */
  readonly baked: ReadonlyMap<string, ReadonlyMap<string, BakedState>>;
}

export type StackEvent =
  | { readonly kind: "containers"; readonly change: ContainerChange }
  | { readonly kind: "folders"; readonly folders: readonly string[] }
  | { readonly kind: "sets"; readonly sets: readonly KnownSet[] }
  | { readonly kind: "chosen"; readonly chosen: Readonly<Record<string, string>> }
  | {
      readonly kind: "chosenProfiles";
      readonly chosenProfiles: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly kind: "watch"; readonly stackId: string; readonly watch: WatchState }
  | {
      readonly kind: "reload";
      readonly stackId: string;
      readonly service: string;
      readonly reload: ReloadState | undefined;
    }
  | {
      readonly kind: "lastWords";
      readonly stackId: string;
      readonly service: string;
      readonly lines: readonly string[];
    }
  | {
      readonly kind: "baked";
      readonly stackId: string;
      readonly service: string;
      readonly baked: BakedState | undefined;
    }
  | { readonly kind: "actions"; readonly stackId: string; readonly actions: readonly ActionState[] };

export const EMPTY_STORE: StackStore = {
  folders: [],
  sets: [],
  chosen: {},
  chosenProfiles: {},
  containers: undefined,
  actions: new Map(),
  watches: new Map(),
  reloads: new Map(),
  lastWords: new Map(),
  baked: new Map(),
};

export function reduce(store: StackStore, event: StackEvent): StackStore {
  switch (event.kind) {
    case "containers":
      return { ...store, containers: reduceContainers(store.containers, event.change) };
    case "folders":
      return { ...store, folders: event.folders };
    case "sets":
      return { ...store, sets: event.sets };
    case "chosen":
      return { ...store, chosen: event.chosen };
    case "chosenProfiles":
      return { ...store, chosenProfiles: event.chosenProfiles };
    case "watch": {
      const watches = new Map(store.watches);
      if (event.watch.kind === "off") watches.delete(event.stackId);
      else watches.set(event.stackId, event.watch);
      return { ...store, watches };
    }
    case "reload": {
      const { stackId, service, reload } = event;
      return { ...store, reloads: withValue(store.reloads, stackId, service, reload) };
    }
    case "lastWords": {
      const { stackId, service, lines } = event;
      const value = lines.length === 0 ? undefined : lines;
      return { ...store, lastWords: withValue(store.lastWords, stackId, service, value) };
    }
    case "baked": {
      const { stackId, service, baked } = event;
      return { ...store, baked: withValue(store.baked, stackId, service, baked) };
    }
    case "actions": {
      const actions = new Map(store.actions);
      if (event.actions.length === 0) actions.delete(event.stackId);
      else actions.set(event.stackId, event.actions);
      return { ...store, actions };
    }
  }
}

function reduceContainers(
  containers: StackStore["containers"],
  change: ContainerChange,
): StackStore["containers"] {
  switch (change.kind) {
    case "listed":
      return new Map(change.containers.map((container) => [container.id, container]));
    case "lost":
      return undefined;
    case "changed":
      // A change without a list before it can't say what else there is.
      return containers && new Map(containers).set(change.container.id, change.container);
    case "removed": {
      if (!containers?.has(change.id)) return containers;
      const rest = new Map(containers);
      rest.delete(change.id);
      return rest;
    }
  }
}

/** `undefined` takes it away; a stack of which nothing is left goes too. */
function withValue<T>(
  all: ReadonlyMap<string, ReadonlyMap<string, T>>,
  stackId: string,
  service: string,
  value: T | undefined,
): ReadonlyMap<string, ReadonlyMap<string, T>> {
  const services = new Map(all.get(stackId));
  if (value === undefined) services.delete(service);
  else services.set(service, value);
  const next = new Map(all);
  if (services.size === 0) next.delete(stackId);
  else next.set(stackId, services);
  return next;
}
