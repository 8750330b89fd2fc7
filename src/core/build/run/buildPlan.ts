import type { ActionKind } from "../../../shared/model.ts";
import type { Stamp } from "../../../shared/protocol.ts";
import type { ComposeModel, ComposeService } from "../../compose/model.ts";
import { type BuildLine, buildLines, type StampPorts, serviceStamps } from "./stamps.ts";

/** What is built with which arguments, ahead of what else an action does. */
export interface BuildPlan {
  /** In turn. One without services: all that the action is about. */
  readonly lines: readonly BuildLine[];
  /** Up would build once more, and without the arguments, what has just been built. */
  readonly thenNoBuild: boolean;
}

export interface BuildWish {
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
  /** Of an Up: all images are built. */
  readonly build?: boolean;
  readonly stamps: readonly Stamp[];
}

export interface PlanPorts extends StampPorts {
  /** False where that can't be told. */
  readonly isMissing: (image: string, signal: AbortSignal) => Promise<boolean>;
}

/** Whether images are built, or may be: Up, and what makes containers anew, build those that are missing. */
export function mayBuild(kind: ActionKind): boolean {
  return kind === "build" || kind === "rebuild" || kind === "up" || kind === "recreate";
}

/** The services that have something to build and that the action reaches, with what they need where Up does. */
export function reachedServices(
  model: ComposeModel,
  { kind, services }: Pick<BuildWish, "kind" | "services">,
): readonly ComposeService[] {
  const reached = kind === "up" || kind === "rebuild" ? withNeeds(model, services) : new Set(services);
  return model.services.filter(
    ({ name, buildable, active }) => buildable && (services.length === 0 ? active : reached.has(name)),
  );
}

/**
 * Up takes no build arguments, so what it would build is built first: all of it where that is wished, else the images
 * that are missing. A service with an image's name is left to Up, which tries to pull it first (Compose 2.26 and 2.40).
 * `undefined`: there is nothing to give, and Compose does it all by itself.
 */
export async function planBuild(
  model: ComposeModel,
  wish: BuildWish,
  ports: PlanPorts,
  signal: AbortSignal,
): Promise<BuildPlan | undefined> {
  const { kind, services, build, stamps: wanted } = wish;
  const reached = reachedServices(model, wish);
  const wholly = kind === "build" || kind === "rebuild" || build === true;
  // Rebuilding a service does not rebuild what it needs.
  const isMeant = ({ name }: ComposeService) =>
    kind === "up" || services.length === 0 || services.includes(name);
  const meant = reached.filter(isMeant);
  const candidates = wholly
    ? meant
    : meant.filter((service) => service.image === undefined && !service.alwaysBuilt);
  const all = await serviceStamps(candidates, wanted, ports, signal);
  const isGiven = all.map(({ given }) => Object.keys(given).length > 0);
  if (!isGiven.includes(true)) return undefined;
  if (wholly) {
    const thenNoBuild = meant.length === reached.length && reached.some(({ alwaysBuilt }) => alwaysBuilt);
    const lines = buildLines(all);
    const [first] = lines;
    const isWhole = services.length === 0 && lines.length === 1 && first !== undefined;
    return { lines: isWhole ? [{ ...first, services: [] }] : lines, thenNoBuild };
  }
  const given = all.filter((_, index) => isGiven[index]);
  const missing = await Promise.all(
    given.map(({ service }) => ports.isMissing(`${model.project}-${service}`, signal)),
  );
  const lines = buildLines(given.filter((_, index) => missing[index]));
  return lines.length === 0 ? undefined : { lines, thenNoBuild: false };
}

function withNeeds(model: ComposeModel, services: readonly string[]): ReadonlySet<string> {
  const needs = new Map(model.services.map((service) => [service.name, service.needs ?? []]));
  const found = new Set<string>();
  const open = [...services];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(needs.get(name) ?? []));
  }
  return found;
}
