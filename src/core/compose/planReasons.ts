import path from "node:path";
import type { PlannedService } from "../../shared/protocol.ts";
import type { EngineContainer } from "../engine/container.ts";
import { drift } from "../stack/drift.ts";
import { sameFiles } from "../stack/project.ts";
import type { ComposeService, KnownSet } from "./model.ts";
import type { PlanConfigService } from "./planConfig.ts";

export interface Change {
  readonly kind: PlannedService["change"];
  readonly builds: boolean;
  /** It is stopped first, to be started again. */
  readonly restarted: boolean;
  /** How many of its containers are too many. */
  readonly removed: number;
}

interface ReasonFacts {
  readonly service: PlanConfigService;
  readonly change: Change;
  /** Of all services. */
  readonly changes: ReadonlyMap<string, Change>;
  /** The service's own. */
  readonly containers: readonly EngineContainer[];
  readonly declaration: ComposeService | undefined;
  readonly set: KnownSet;
  readonly sets: readonly KnownSet[];
}

/** Why Up would do it, in sentences; empty where the change says it all. */
export function reasonsFor(facts: ReasonFacts): string[] {
  const { service, change, containers } = facts;
  const removed =
    change.removed === 0
      ? []
      : change.removed === 1
        ? ["One of its containers is too many and is removed."]
        : [`${change.removed} of its containers are too many and are removed.`];
  return [
    ...reasonsOfKind(facts),
    ...removed,
    ...(containers.some(isPaused) ? [PAUSED] : []),
    ...imageReasons(service, change),
    ...(service.provider === undefined ? [] : [`Up runs its provider, ${service.provider}.`]),
  ];
}

/** Up builds its image each time. */
export function buildsAlways({ buildable, pullPolicy }: PlanConfigService): boolean {
  return buildable && pullPolicy === "build";
}

/** What comes of building and pulling no dry run can tell. */
function imageReasons(service: PlanConfigService, { kind }: Change): string[] {
  if (kind !== "none" && kind !== "start") return [];
  if (buildsAlways(service)) {
    return [
      "Up builds its image each time (pull_policy: build), and recreates it where that comes out different.",
    ];
  }
  const { pullPolicy = "" } = service;
  if (!/^(?:always|daily|weekly|every_.+)$/.test(pullPolicy)) return [];
  return [
    `Up may pull a newer image first (pull_policy: ${pullPolicy}), and recreates it where there is one.`,
  ];
}

const PAUSED = "It is paused: unpause it first, for Up can't start what is paused.";

function reasonsOfKind(facts: ReasonFacts): string[] {
  const { change, containers } = facts;
  switch (change.kind) {
    case "recreate":
      return recreateReasons(facts);
    case "create":
      return containers.length === 0 ? [] : ["There are fewer of its containers than there should be."];
    case "start":
      return change.restarted ? restartReasons(facts) : [];
    case "none":
      return [];
  }
}

function restartReasons(facts: ReasonFacts): string[] {
  const dependencies = dependencyReasons(facts, "so that it is restarted");
  return dependencies.length > 0
    ? dependencies
    : ["It is stopped first: what its networks are to be may have changed."];
}

function recreateReasons(facts: ReasonFacts): string[] {
  const { change, containers, declaration, set } = facts;
  const others = containers.filter(({ labels }) => !sameFiles(labels.configFiles, set.files));
  const drifts = new Set(containers.map((container) => drift(container, declaration, set)));
  const own = [
    ...(others.length === 0 ? [] : [otherMode(others, facts.sets)]),
    ...(drifts.has("edited") ? ["What the compose files say of it has changed."] : []),
    ...(drifts.has("rebuilt") ? ["Its image's name stands for another image by now."] : []),
    ...(change.builds ? ["Its image is built first, and counts as another one."] : []),
  ];
  if (own.length > 0) return own;
  const dependencies = dependencyReasons(facts, "so that it is recreated with it");
  if (dependencies.length > 0) return dependencies;
  return ["Compose does not say why: its networks or volumes may have changed."];
}

function otherMode(containers: readonly EngineContainer[], sets: readonly KnownSet[]): string {
  const files = containers[0]?.labels.configFiles ?? [];
  const mode = sets.find((set) => sameFiles(set.files, files));
  const name = mode?.label ?? files.map((file) => path.basename(file)).join(", ");
  return name === "" ? "It was made from other files." : `It was made in another mode: ${name}.`;
}

function dependencyReasons({ service, changes }: ReasonFacts, consequence: string): string[] {
  return service.needs
    .filter((name) => changes.get(name)?.kind === "recreate")
    .map((name) => `It depends on ${name}, which is recreated, ${consequence}.`);
}

function isPaused({ status }: EngineContainer): boolean {
  return status === "paused";
}
