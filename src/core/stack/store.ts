import type { ActionState, WatchState } from "../../shared/model.ts";
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
  | { readonly kind: "actions"; readonly stackId: string; readonly actions: readonly ActionState[] };

export const EMPTY_STORE: StackStore = {
  folders: [],
  sets: [],
  chosen: {},
  chosenProfiles: {},
  containers: undefined,
  actions: new Map(),
  watches: new Map(),
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
