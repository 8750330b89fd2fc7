import path from "node:path";
import type { ContainerState, ServiceState, StackMode, StackState } from "../../shared/model.ts";
import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { serviceVerdict } from "../verdict/service.ts";
import { activeMode } from "./mode.ts";
import { setProjects } from "./project.ts";
import type { StackStore } from "./store.ts";

/** The workspace's stacks, by project name: what its files declare, and what runs from its folders. */
export function selectStacks(store: StackStore): StackState[] {
  const containers = [...(store.containers?.values() ?? [])];
  const projectOf = setProjects(store.sets, containers);
  const projects = new Set(projectOf.values());
  for (const { labels } of containers) {
    if (store.folders.some((folder) => isWithin(folder, labels.workingDir))) projects.add(labels.project);
  }
  return [...projects].sort(byName).map((project) =>
    buildStack(
      store,
      project,
      store.sets.filter((set) => projectOf.get(set.id) === project),
      containers.filter((container) => container.labels.project === project),
    ),
  );
}

/** A service's own containers with their labels; those that `compose run` made are visitors. */
export function serviceContainers(store: StackStore, stackId: string, service: string): EngineContainer[] {
  return [...(store.containers?.values() ?? [])].filter(
    ({ labels, oneOff }) => labels.project === stackId && labels.service === service && !oneOff,
  );
}

function buildStack(
  store: StackStore,
  project: string,
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
): StackState {
  const mode = activeMode(sets, containers, store.chosen[project]);
  const services = buildServices(
    mode === undefined ? sets : [mode],
    containers,
    store.containers !== undefined,
  );
  return {
    id: project,
    project,
    modes: sets.map(toMode),
    ...(mode === undefined ? {} : { activeMode: mode.id }),
    actions: store.actions.get(project) ?? [],
    known: store.containers !== undefined,
    running: services.filter(isRunning).length,
    total: services.length,
    services,
  };
}

/** Declared services in the files' order, then those that only run, by name. */
function buildServices(
  sets: readonly KnownSet[],
  containers: readonly EngineContainer[],
  known: boolean,
): ServiceState[] {
  const declared = new Map(
    sets.flatMap((set) => set.model?.services ?? []).map((service) => [service.name, service]),
  );
  const running = new Set(containers.map((container) => container.labels.service));
  const others = [...running].filter((name) => !declared.has(name)).sort(byName);
  return [...declared.keys(), ...others].map((name) => {
    const own = containers
      .filter((container) => container.labels.service === name)
      .sort((a, b) => Number(a.oneOff) - Number(b.oneOff) || a.number - b.number || byName(a.id, b.id))
      .map(withoutLabels);
    return {
      name,
      declared: declared.has(name),
      buildable: declared.get(name)?.buildable ?? false,
      containers: own,
      verdict: serviceVerdict(own, known),
    };
  });
}

/** Paths as Compose writes them on labels: absolute, of the machine it ran on. */
function isWithin(folder: string, candidate: string): boolean {
  if (candidate === "") return false;
  const relative = path.relative(folder, candidate);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
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
    ...(set.problem === undefined ? {} : { problem: set.problem }),
  };
}

function withoutLabels({ labels: _labels, ...container }: EngineContainer): ContainerState {
  return container;
}

function byName(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
