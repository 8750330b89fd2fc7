import type { ServiceState, StackState } from "../../shared/model.ts";
import type { CoreState } from "../core/coreState.ts";
import { commandLink, escapeMarkdown } from "../markdown.ts";
import type { Situation } from "../situation/situation.ts";
import { actionProgress } from "../status/actionWords.ts";
import { LEVELS, type Level, needsAttention } from "../status/level.ts";
import { actionAtWork, serviceStatus } from "../status/serviceStatus.ts";
import { brokenModes, ownStacks, stackStatus } from "../status/stackStatus.ts";
import type { Translate } from "../translate.ts";
import { engineText, statusTooltip } from "./tooltip.ts";

export interface StatusBarText {
  readonly text: string;
  /** Markdown with links to commands, all of them in {@link LINKED_COMMANDS}. */
  readonly tooltip: string;
  /** Only where the user has to act. */
  readonly background?: "warning" | "error";
  readonly accessibilityLabel: string;
}

/** What the tooltip may run. */
export const LINKED_COMMANDS = [
  "devloop.up",
  "devloop.down",
  "devloop.restart",
  "devloop.showLog",
  "devloop.refresh",
];

/** The worst of the stacks in one short text; `undefined` where there is nothing to say. */
export function presentStatusBar(
  { app, reached }: CoreState,
  situation: Situation,
  t: Translate,
): StatusBarText | undefined {
  if (situation !== "stacks" && situation !== "noEngine") return undefined;
  if (app.engine.kind === "unreachable") {
    const { reason, advice } = app.engine;
    return {
      ...said("debug-disconnect", t("Docker unreachable")),
      tooltip: [
        escapeMarkdown(`${reason} ${advice}`),
        `${commandLink(t("Retry"), "devloop.refresh")} · ${commandLink(t("Show Log"), "devloop.showLog")}`,
        escapeMarkdown(engineText(app.engine, t)),
      ]
        .filter((part) => part !== "")
        .join("\n\n"),
      // Whoever has not had an engine in this window may not want one.
      ...(reached ? { background: "warning" as const } : {}),
    };
  }
  // What else is on the engine is not what the window is about.
  const stacks = ownStacks(app.stacks);
  const worst = stacks.toSorted((left, right) => rank(left, t) - rank(right, t))[0];
  if (worst === undefined) return undefined;
  return { ...stackText(worst, stacks, t), tooltip: statusTooltip(stacks, app.engine, t) };
}

/** Work goes first: whoever started it looks here. */
function rank(stack: StackState, t: Translate): number {
  const { level } = stackStatus(stack, t);
  return level === "working" ? -1 : LEVELS.indexOf(level);
}

function stackText(
  stack: StackState,
  all: readonly StackState[],
  t: Translate,
): Omit<StatusBarText, "tooltip"> {
  const { project } = stack;
  const action = actionAtWork(stack);
  if (action !== undefined) return said("sync~spin", `${project}: ${actionProgress(action, t)}`);
  if (brokenModes(stack).length > 0) {
    return { ...said("error", t("{0}: compose file problem", project)), background: "error" };
  }
  if (!stack.known) return said("question", t("{0}: state unknown", project));
  const { level } = stackStatus(stack, t);
  const bad = needsAttention(level)
    ? stack.services.find((service) => levelOf(service, stack, t) === level)
    : undefined;
  if (bad !== undefined) {
    const text = `${project}: ${bad.name} ${serviceStatus(bad, stack, t).text}`;
    return {
      ...said(level === "error" ? "error" : "warning", text),
      background: level === "error" ? "error" : "warning",
    };
  }
  if (stack.watch.kind === "failed") {
    return { ...said("warning", t("{0}: watch failed", project)), background: "warning" };
  }
  const icon = stack.running === 0 ? "circle-outline" : stack.running < stack.total ? "color-mode" : "check";
  if (all.length === 1) return said(icon, `${project} ${stack.running}/${stack.total}`);
  const running = all.reduce((sum, { running }) => sum + running, 0);
  const total = all.reduce((sum, { total }) => sum + total, 0);
  return said(icon, t("{0} stacks {1}/{2}", all.length, running, total));
}

function levelOf(service: ServiceState, stack: StackState, t: Translate): Level {
  return serviceStatus(service, stack, t).level;
}

function said(icon: string, text: string): { text: string; accessibilityLabel: string } {
  // Names come from outside, and `$(…)` in them would be drawn as an icon.
  return { text: `$(${icon}) ${text.replaceAll("$(", "$ (")}`, accessibilityLabel: `Dev Loop: ${text}` };
}
