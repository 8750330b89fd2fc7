import type { PlannedService, UpPlan } from "../../shared/protocol.ts";
import type { EngineContainer } from "../engine/container.ts";
import { drift } from "../stack/drift.ts";
import type { DryRun } from "./dryRun.ts";
import type { ComposeService, KnownSet } from "./model.ts";
import type { PlanConfig, PlanConfigService } from "./planConfig.ts";
import { buildsAlways, type Change, reasonsFor } from "./planReasons.ts";

export interface PlanFacts {
  readonly project: string;
  /** The mode that Up would be run in. */
  readonly set: KnownSet;
  /** The stack's modes: what containers that were made in another one were made in. */
  readonly sets: readonly KnownSet[];
  readonly config: PlanConfig;
  /** The stack's own; one-off ones among them. */
  readonly containers: readonly EngineContainer[];
  /** Absent: Compose could not be asked, so what it would compare is compared here. */
  readonly dryRun?: DryRun;
}

/** What Up would do, service by service, in the order of the files. */
export function upPlan(facts: PlanFacts): Omit<UpPlan, "removesOrphans"> {
  const { config, dryRun, set } = facts;
  const own = Map.groupBy(
    facts.containers.filter(({ oneOff }) => !oneOff),
    ({ labels }) => labels.service,
  );
  const declared = new Map((set.model?.services ?? []).map((service) => [service.name, service]));
  const order = [...declared.keys()];
  const rank = ({ name }: PlanConfigService) => order.indexOf(name) + 1 || Number.POSITIVE_INFINITY;
  const services = config.services.toSorted((left, right) => Math.sign(rank(left) - rank(right)) || 0);
  const changes = new Map(
    services.map((service) => {
      const containers = own.get(service.name) ?? [];
      const change = dryRun
        ? byDryRun(service, containers, facts.project, dryRun)
        : byComparison(service, containers, declared.get(service.name), set);
      return [service.name, change];
    }),
  );
  const planned = services.map((service): PlannedService => {
    const change = changes.get(service.name) ?? UNCHANGED;
    return {
      service: service.name,
      change: change.kind,
      builds: change.builds || buildsAlways(service),
      reasons: reasonsFor({
        service,
        change,
        changes,
        containers: own.get(service.name) ?? [],
        declaration: declared.get(service.name),
        set,
        sets: facts.sets,
      }),
    };
  });
  const named = new Set([...order, ...services.map(({ name }) => name)]);
  const orphans = [...own.keys()].filter((name) => !named.has(name)).sort();
  return { services: planned, orphans, source: dryRun ? "dry run" : "config hash" };
}

const UNCHANGED: Change = { kind: "none", builds: false, restarted: false, removed: 0 };

function byDryRun(
  { name, containerName }: PlanConfigService,
  containers: readonly EngineContainer[],
  project: string,
  dryRun: DryRun,
): Change {
  const existing = new Set(containers.map((container) => container.name));
  // Compose 1 and COMPOSE_COMPATIBILITY join by `_`.
  const made = new RegExp(`^${escaped(project)}([-_])${escaped(name)}\\1\\d+$`);
  const mine = [...dryRun.containers].filter(
    ([container]) => existing.has(container) || container === containerName || made.test(container),
  );
  // Scaled down; a container that is made anew is not said to be removed in a dry run.
  const isRemoved = (container: string) => dryRun.containers.get(container)?.has("Removing") ?? false;
  const count = (step: string) => mine.filter(([, steps]) => steps.has(step)).length;
  const restarted = mine.some(
    ([, steps]) => steps.has("Stopping") && !steps.has("Removing") && !steps.has("Recreate"),
  );
  const kind =
    count("Recreate") > 0
      ? "recreate"
      : count("Creating") > 0
        ? "create"
        : restarted || isStarted(containers.filter(({ name: each }) => !isRemoved(each)))
          ? "start"
          : "none";
  return { kind, builds: dryRun.builds.has(name), restarted, removed: count("Removing") };
}

function byComparison(
  { provider }: PlanConfigService,
  containers: readonly EngineContainer[],
  declaration: ComposeService | undefined,
  set: KnownSet,
): Change {
  if (provider !== undefined) return { ...UNCHANGED, kind: "start" };
  if (containers.length === 0) return { ...UNCHANGED, kind: "create" };
  const hash = declaration?.hash;
  const edited = ({ labels }: EngineContainer) => hash !== undefined && labels.configHash !== hash;
  if (containers.some((container) => edited(container) || drift(container, declaration, set) !== undefined)) {
    return { ...UNCHANGED, kind: "recreate" };
  }
  return isStarted(containers) ? { ...UNCHANGED, kind: "start" } : UNCHANGED;
}

/** Up starts what has ended, and says nothing of it in a dry run that starts nothing. */
function isStarted(containers: readonly EngineContainer[]): boolean {
  return containers.some(({ status }) => status !== "running" && status !== "restarting");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
