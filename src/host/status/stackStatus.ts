import type { BuildsState } from "../../shared/builds.ts";
import type { AppState, StackMode, StackState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";
import { actionProgress } from "./actionWords.ts";
import { liveBuildOf } from "./buildWords.ts";
import { driftOf } from "./driftText.ts";
import {
  ERROR,
  GREEN,
  type Icon,
  type Level,
  NOT_RUNNING,
  needsAttention,
  type Status,
  UNKNOWN,
  WARNING,
  WORKING,
  worst,
} from "./level.ts";
import { actionAtWork, has, ownContainers, serviceStatus } from "./serviceStatus.ts";

/** The sets of files that matter now and that Compose refused: the active one, else all that there are. */
export function brokenModes(stack: StackState): StackMode[] {
  const active = stack.modes.filter((mode) => mode.id === stack.activeMode);
  return (active.length > 0 ? active : stack.modes).filter((mode) => mode.problem !== undefined);
}

export function activeMode(stack: StackState): StackMode | undefined {
  return stack.modes.find((mode) => mode.id === stack.activeMode);
}

/** How many services run, what is the matter with the stack as a whole, and the worst of it all as the icon. */
export function stackStatus(
  stack: StackState,
  builds: BuildsState,
  style: Pick<Style, "t" | "times">,
): Status {
  const { t } = style;
  const count = countText(stack, t);
  const action = actionAtWork(stack);
  if (action !== undefined) {
    return { level: "working", text: `${actionProgress(action, t)} · ${count}`, icon: WORKING };
  }
  if (brokenModes(stack).length > 0) {
    const text = stack.total === 0 ? t("compose file problem") : `${count} · ${t("compose file problem")}`;
    return { level: "error", text, icon: ERROR };
  }
  if (!stack.known) return { level: "unknown", text: count, icon: UNKNOWN };
  const parts = [
    count,
    counted(stack.services.filter((service) => has(service, "paused")).length, (n) => t("{0} paused", n)),
    counted(countBuilding(stack, builds), (n) => t("{0} building", n)),
    counted(countDrifted(stack), (n) => t("Up would recreate {0}", n)),
    stack.watch.kind === "failed" ? t("watch failed") : undefined,
  ];
  const level = levelOf(stack, builds, style);
  return { level, text: parts.filter((part) => part !== undefined).join(" · "), icon: iconOf(stack, level) };
}

/**
 * The workspace's services that need a look and the sets of files that Compose refuses, for the badge. Not counted: a
 * container that Up would make anew, which runs as well as before and is no fault, and what is wrong with other
 * people's projects.
 */
export function countAttention(
  { stacks, builds }: Pick<AppState, "stacks" | "builds">,
  style: Pick<Style, "t" | "times">,
): number {
  const own = ownStacks(stacks);
  const services = own
    .flatMap((stack) => stack.services.map((service) => serviceStatus(service, stack, builds, style)))
    .filter((status) => needsAttention(status.level));
  return services.length + own.flatMap(brokenModes).length;
}

/** The workspace's own. */
export function ownStacks(stacks: readonly StackState[]): StackState[] {
  return stacks.filter(({ origin }) => origin === "workspace");
}

function countText(stack: StackState, t: Translate): string {
  if (!stack.known) return t("state unknown");
  if (stack.total > 0) return t("{0} of {1} running", stack.running, stack.total);
  return stack.services.length > 0 ? t("no profile is active") : t("no services");
}

function counted(count: number, say: (count: number) => string): string | undefined {
  return count > 0 ? say(count) : undefined;
}

/** Only where there are files, and so an Up. */
function countDrifted(stack: StackState): number {
  if (stack.modes.length === 0) return 0;
  return stack.services.filter((service) => driftOf(ownContainers(service)) !== undefined).length;
}

function countBuilding({ id, services }: StackState, builds: BuildsState): number {
  return services.filter(({ name }) => liveBuildOf(builds, id, name) !== undefined).length;
}

function levelOf(stack: StackState, builds: BuildsState, style: Pick<Style, "t" | "times">): Level {
  const levels = stack.services.map((service) => serviceStatus(service, stack, builds, style));
  const level = worst(levels)?.level ?? "idle";
  // Neither is a service's fault, so that no service's row would say it.
  if (level !== "error" && (stack.collidesWith.length > 0 || stack.watch.kind === "failed")) return "warning";
  if (needsAttention(level) || level === "notice") return level;
  return stack.running === 0 ? "idle" : "ok";
}

/** Where nothing is wrong: whether none, some or all of it runs. */
function iconOf(stack: StackState, level: Level): Icon {
  if (level === "error") return ERROR;
  if (level === "warning") return WARNING;
  if (stack.running === 0) {
    const paused = stack.services.some((service) => has(service, "paused"));
    return paused ? { id: "debug-pause" } : NOT_RUNNING;
  }
  // A service that has finished is not running and yet well: half a circle says "not all", not "broken".
  return { id: stack.running < stack.total ? "color-mode" : "pass-filled", color: GREEN };
}
