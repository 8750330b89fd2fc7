import {
  LOOSE_STACK_ID,
  type ServiceState,
  type StackMode,
  type StackOrigin,
  type StackState,
} from "../../shared/model.ts";
import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { collisions } from "./collisions.ts";
import { isWithin } from "./folders.ts";
import { Memo } from "./memo.ts";
import { activeMode } from "./mode.ts";
import { byName } from "./order.ts";
import { setProjects } from "./project.ts";
import { ServiceSelector } from "./services.ts";
import type { StackStore } from "./store.ts";

/** The engine's stacks, from scratch. */
export function selectStacks(store: StackStore): StackState[] {
  return new StackSelector().select(store);
}

/** Derives the stacks; one whose part of the store is the same as before is not made again. */
export class StackSelector {
  readonly #stacks = new Memo<StackState>();
  #services = new Map<string, ServiceSelector>();

  /**
   * First the workspace's (what its files declare, and what was made from its folders), then the other projects, each
   * group by name, and last the containers of no project.
   */
  select(store: StackStore): StackState[] {
    const containers = [...(store.containers?.values() ?? [])];
    const byProject = Map.groupBy(containers, ({ labels }) => labels.project);
    const projectOf = setProjects(store.sets, containers);
    const setsOf = Map.groupBy(store.sets, (set) => projectOf.get(set.id) ?? "");
    const own = new Set(projectOf.values());
    for (const [project, its] of byProject) if (isMadeWithin(store.folders, its)) own.add(project);
    own.delete(LOOSE_STACK_ID);
    const others = [...byProject.keys()].filter((project) => !own.has(project) && project !== LOOSE_STACK_ID);
    const before = this.#services;
    this.#services = new Map();
    const build = (project: string, origin: StackOrigin) => {
      const services = before.get(project) ?? new ServiceSelector();
      this.#services.set(project, services);
      const sets = setsOf.get(project) ?? [];
      const its = byProject.get(project) ?? [];
      return this.#stacks.get(project, inputs(store, project, origin, sets, its), () =>
        buildStack(store, project, origin, sets, its, services),
      );
    };
    const stacks = [
      ...[...own].sort(byName).map((project) => build(project, "workspace")),
      ...others.sort(byName).map((project) => build(project, "elsewhere")),
      ...(byProject.has(LOOSE_STACK_ID) ? [build(LOOSE_STACK_ID, "loose")] : []),
    ];
    this.#stacks.sweep();
    return stacks;
  }
}

/** A service's own containers with their labels; those that `compose run` made are visitors. */
export function serviceContainers(store: StackStore, stackId: string, service: string): EngineContainer[] {
  return [...(store.containers?.values() ?? [])].filter(
    ({ labels, oneOff }) => labels.project === stackId && labels.service === service && !oneOff,
  );
}

/** All that {@link buildStack} reads. */
function inputs(
  store: StackStore,
  project: string,
  origin: StackOrigin,
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
): unknown[] {
  return [
    origin,
    store.folders,
    own(store.chosen, project),
    own(store.chosenProfiles, project),
    store.actions.get(project),
    store.watches.get(project),
    store.reloads.get(project),
    store.lastWords.get(project),
    store.baked.get(project),
    store.containers !== undefined,
    sets.length,
    ...sets,
    ...containers,
  ];
}

function buildStack(
  store: StackStore,
  project: string,
  origin: StackOrigin,
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
  selector: ServiceSelector,
): StackState {
  const mode = activeMode(sets, containers, own(store.chosen, project));
  const profiles = own(store.chosenProfiles, project);
  const workingDirs = origin === "elsewhere" ? madeIn(containers) : [];
  const known = store.containers !== undefined;
  const services = selector.select({
    sets: mode === undefined ? sets : [mode],
    mode,
    containers,
    known,
    reloads: store.reloads.get(project),
    lastWords: store.lastWords.get(project),
    baked: store.baked.get(project),
  });
  return {
    id: project,
    project,
    origin,
    modes: sets.map(toMode),
    ...(mode === undefined ? {} : { activeMode: mode.id }),
    ...(profiles === undefined ? {} : { chosenProfiles: profiles }),
    actions: store.actions.get(project) ?? [],
    watch: store.watches.get(project) ?? { kind: "off" },
    ...(workingDirs.length === 0 ? {} : { workingDirs }),
    collidesWith: origin === "workspace" ? collisions(store.folders, sets, containers) : [],
    known,
    running: services.filter(isRunning).length,
    total: services.filter((service) => service.inactiveProfiles.length === 0 || isRunning(service)).length,
    services,
  };
}

/** `constructor` is a project name too. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isMadeWithin(folders: readonly string[], containers: readonly EngineContainer[]): boolean {
  return madeIn(containers).some((dir) => folders.some((folder) => isWithin(folder, dir)));
}

/** In order. */
function madeIn(containers: readonly EngineContainer[]): string[] {
  return [...new Set(containers.map(({ labels }) => labels.workingDir))]
    .filter((dir) => dir !== "")
    .sort(byName);
}

function isRunning(service: ServiceState): boolean {
  return service.containers.some((container) => !container.oneOff && container.status === "running");
}

function toMode(set: KnownSet): StackMode {
  return {
    id: set.id,
    label: set.label,
    files: set.files,
    projectDir: set.projectDir,
    origin: set.origin,
    ...(set.inputs === undefined ? {} : { inputs: set.inputs }),
    profiles: set.model?.profiles ?? [],
    ...(set.problemPlace === undefined ? {} : { problemPlace: set.problemPlace }),
    ...(set.problem === undefined ? {} : { problem: set.problem }),
  };
}
