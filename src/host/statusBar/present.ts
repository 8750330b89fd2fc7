import type { BuildsState, LiveBuild } from "../../shared/builds.ts";
import type { ServiceState, StackState } from "../../shared/model.ts";
import type { CoreState } from "../core/coreState.ts";
import { withoutIcons } from "../outsideText.ts";
import type { Situation } from "../situation/situation.ts";
import { actionProgress } from "../status/actionWords.ts";
import { liveText } from "../status/buildWords.ts";
import { LEVELS, type Level, needsAttention, worst } from "../status/level.ts";
import { actionAtWork, serviceStatus } from "../status/serviceStatus.ts";
import { brokenModes, ownStacks, stackStatus } from "../status/stackStatus.ts";
import { formatSpan } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";
import { liveBuilds, slowest } from "./liveBuilds.ts";
import { newestLoop } from "./newestLoop.ts";

export interface StatusBarText {
  readonly text: string;
  /** The service that it is about, whose evidence the tooltip has. */
  readonly service?: ServiceState;
  /** Only where the user has to act. */
  readonly background?: "warning" | "error";
  readonly accessibilityLabel: string;
  /** The build whose output a click shows; absent: a click says what to do. */
  readonly build?: string;
}

/** What is said of one stack, and which of its services it is about. */
interface Told {
  readonly level: Level;
  readonly icon: string;
  readonly text: string;
  readonly background?: "warning" | "error";
  readonly service?: ServiceState;
  readonly build?: LiveBuild;
}

/** The worst of the stacks in one short text; `undefined` where there is nothing to say. */
export function presentStatusBar(
  { app, reached }: CoreState,
  situation: Situation,
  style: Style,
): StatusBarText | undefined {
  const { t } = style;
  if (situation !== "stacks" && situation !== "noEngine") return undefined;
  if (app.engine.kind === "unreachable") {
    return {
      ...drawn("debug-disconnect", t("Docker unreachable")),
      // Whoever has not had an engine in this window may not want one.
      ...(reached ? { background: "warning" as const } : {}),
    };
  }
  // What else is on the engine is not what the window is about.
  const stacks = ownStacks(app.stacks);
  const live = liveBuilds(stacks, app.builds);
  const told =
    tellBuilds(stacks, live, style) ??
    stacks
      .map((stack) => tellStack(stack, stacks, app.builds, style))
      .toSorted((left, right) => rank(left) - rank(right))[0];
  if (told === undefined) return undefined;
  return {
    ...drawn(told.icon, told.text),
    ...(told.background === undefined ? {} : { background: told.background }),
    ...(told.build === undefined ? {} : { build: told.build.id }),
    ...(told.service === undefined ? {} : { service: told.service }),
  };
}

/** Work goes first: whoever started it, or has just saved a file, looks here. */
function rank({ level }: Told): number {
  return level === "working" ? -1 : LEVELS.indexOf(level);
}

/** `shop: backend 5/9 · 0:42 of ~2:10`; of several builds how many there are, and the one that ends last. */
function tellBuilds(
  stacks: readonly StackState[],
  live: readonly LiveBuild[],
  style: Style,
): Told | undefined {
  const build = slowest(live);
  const stack = stacks.find(({ id }) => id === build?.stackId);
  if (build === undefined || stack === undefined || actionAtWork(stack)?.phase === "cancelling")
    return undefined;
  const one = `${stack.project}: ${liveText(build, style)}`;
  const text = live.length === 1 ? one : style.t("{0} builds · {1}", live.length, one);
  return { level: "working", icon: "sync~spin", text, build };
}

function tellStack(stack: StackState, all: readonly StackState[], builds: BuildsState, style: Style): Told {
  const { t } = style;
  const { project } = stack;
  const action = actionAtWork(stack);
  if (action !== undefined) {
    return { level: "working", icon: "sync~spin", text: `${project}: ${actionProgress(action, t)}` };
  }
  const services = stack.services.map((service) => ({
    service,
    ...serviceStatus(service, stack, builds, style),
  }));
  const building = services.find(({ level }) => level === "working");
  const name = ({ service, short, text }: (typeof services)[number]) => {
    if (short === undefined) return `${project}: ${service.name} ${text}`;
    return all.length === 1 ? `${service.name} ${short}` : `${project}: ${service.name} ${short}`;
  };
  if (building !== undefined) {
    return { level: "working", icon: "sync~spin", text: name(building), service: building.service };
  }
  if (brokenModes(stack).length > 0) {
    return bad("error", t("{0}: compose file problem", project));
  }
  if (!stack.known) return { level: "unknown", icon: "question", text: t("{0}: state unknown", project) };
  const first = worst(services);
  if (first !== undefined && needsAttention(first.level)) {
    return bad(first.level === "error" ? "error" : "warning", name(first), first.service);
  }
  if (stack.watch.kind === "failed") return bad("warning", t("{0}: watch failed", project));
  return tellCounts(stack, all, builds, style);
}

function bad(level: "error" | "warning", text: string, service?: ServiceState): Told {
  return { level, icon: level, text, background: level, ...(service === undefined ? {} : { service }) };
}

/** Where all is well: how much runs, and how long the newest change took to get there. */
function tellCounts(stack: StackState, all: readonly StackState[], builds: BuildsState, style: Style): Told {
  const { t } = style;
  const { level } = stackStatus(stack, builds, style);
  const icon = stack.running === 0 ? "circle-outline" : stack.running < stack.total ? "color-mode" : "check";
  const newest = newestLoop(all);
  const loop = newest && `${newest.service.name} ${formatSpan(newest.loop.last.total, t)}`;
  const text = [countText(stack, all, t), loop].filter((part) => part !== undefined).join(" · ");
  return { level, icon, text, ...(newest === undefined ? {} : { service: newest.service }) };
}

function countText(stack: StackState, all: readonly StackState[], t: Translate): string {
  if (all.length === 1) return `${stack.project} ${stack.running}/${stack.total}`;
  const running = all.reduce((sum, { running }) => sum + running, 0);
  const total = all.reduce((sum, { total }) => sum + total, 0);
  return t("{0} stacks {1}/{2}", all.length, running, total);
}

function drawn(icon: string, text: string): { text: string; accessibilityLabel: string } {
  return { text: `$(${icon}) ${withoutIcons(text)}`, accessibilityLabel: `Dev Loop: ${text}` };
}
