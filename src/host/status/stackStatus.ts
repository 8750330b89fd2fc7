import type { StackMode, StackState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { actionProgress } from "./actionWords.ts";
import { GREEN, GREY, needsAttention, RED, type Status, WORKING, worst, YELLOW } from "./level.ts";
import { actionAtWork, serviceStatus } from "./serviceStatus.ts";

/** The sets of files that matter now and that Compose refused: the active one, else all that there are. */
export function brokenModes(stack: StackState): StackMode[] {
  const active = stack.modes.filter((mode) => mode.id === stack.activeMode);
  return (active.length > 0 ? active : stack.modes).filter((mode) => mode.problem !== undefined);
}

export function activeMode(stack: StackState): StackMode | undefined {
  return stack.modes.find((mode) => mode.id === stack.activeMode);
}

/** How many services run, and the worst of what they say as the icon. */
export function stackStatus(stack: StackState, t: Translate): Status {
  const count = stack.known ? t("{0} of {1} running", stack.running, stack.total) : t("state unknown");
  const action = actionAtWork(stack);
  if (action !== undefined) {
    return { level: "working", text: `${actionProgress(action, t)} · ${count}`, icon: WORKING };
  }
  if (brokenModes(stack).length > 0) {
    const text = stack.total === 0 ? t("compose file problem") : `${count} · ${t("compose file problem")}`;
    return { level: "error", text, icon: { id: "error", color: RED } };
  }
  if (!stack.known) return { level: "unknown", text: count, icon: { id: "question" } };
  const level = worst(stack.services.map((service) => serviceStatus(service, stack, t)))?.level ?? "idle";
  if (needsAttention(level)) {
    const icon = level === "error" ? { id: "error", color: RED } : { id: "warning", color: YELLOW };
    return { level, text: count, icon };
  }
  if (stack.running === 0) return { level: "idle", text: count, icon: { id: "circle-outline", color: GREY } };
  // A service that has finished is not running and yet well: half a circle says "not all", not "broken".
  if (stack.running < stack.total)
    return { level: "ok", text: count, icon: { id: "color-mode", color: GREEN } };
  return { level: "ok", text: count, icon: { id: "pass-filled", color: GREEN } };
}

/** The services that need a look, for the badge. */
export function countAttention(stacks: readonly StackState[], t: Translate): number {
  return stacks
    .flatMap((stack) => stack.services.map((service) => serviceStatus(service, stack, t)))
    .filter((status) => needsAttention(status.level)).length;
}
