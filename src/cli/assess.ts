import type { AppState, ServiceState, StackState } from "../shared/model.ts";
import { collisionTexts, problemTexts } from "./stackTexts.ts";

/** Whether all is well, by what is known; the reasons are sentences, and empty only where all is well. */
export interface Assessment {
  readonly kind: "well" | "notWell" | "unknown";
  readonly reasons: readonly string[];
}

/**
 * Unknown: the engine or the docker command is missing, there is no stack, or a container's state is not known.
 * Not well: compose files that Compose refuses, a project name that others use too, and services that do not run (those
 * that have finished with code 0 or are of no active profile do not have to), or are still starting, unhealthy, or not
 * current.
 */
export function assess(state: AppState, folder: string): Assessment {
  const unknown = unknownReasons(state, folder);
  if (unknown.length > 0) return { kind: "unknown", reasons: unknown };
  const reasons = state.stacks.flatMap(stackReasons);
  return reasons.length > 0 ? { kind: "notWell", reasons } : { kind: "well", reasons };
}

function unknownReasons(state: AppState, folder: string): string[] {
  const { engine, cli, stacks } = state;
  const reasons: string[] = [];
  if (engine.kind === "unreachable") reasons.push(`${engine.reason} ${engine.advice}`);
  else if (engine.kind !== "connected") reasons.push("Docker has not answered.");
  if (cli.kind === "missing") reasons.push(`${cli.reason} ${cli.advice}`);
  if (stacks.length === 0)
    reasons.push(`No compose file in ${folder}, and nothing runs that was started from it.`);
  for (const { project, services, known } of stacks) {
    if (engine.kind === "connected" && !known)
      reasons.push(`${project}: Docker has not told its containers.`);
    for (const { name, containers } of services) {
      if (containers.some((container) => container.status === "unknown")) {
        reasons.push(`${project}: the state of ${name} is not known.`);
      }
    }
  }
  return reasons;
}

function stackReasons(stack: StackState): string[] {
  return [
    ...problemTexts(stack),
    ...collisionTexts(stack),
    ...stack.services.flatMap((service) => serviceReasons(stack.project, service)),
  ];
}

function serviceReasons(project: string, { name, verdict }: ServiceState): string[] {
  return verdict.kind === "notCurrent" || verdict.kind === "pending"
    ? [`${project}: ${name}: ${verdict.reason} (${verdict.evidence})`]
    : [];
}
