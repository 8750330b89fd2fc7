import type { LiveBuild } from "../../shared/builds.ts";
import type { AppState, ServiceState, StackState } from "../../shared/model.ts";
import { lastBuildTexts } from "../builds/lastBuildTexts.ts";
import { portAddresses } from "../ports/addresses.ts";
import { bakedTexts } from "../status/bakedTexts.ts";
import {
  buildName,
  elapsedText,
  lastBuildOf,
  liveBuildOf,
  runningText,
  stepText,
} from "../status/buildWords.ts";
import { driftOf } from "../status/driftText.ts";
import { reloadTexts } from "../status/reloadTexts.ts";
import { inactiveText, ownContainers } from "../status/serviceStatus.ts";
import { verdictText } from "../status/verdictText.ts";
import type { Translate } from "../translate.ts";
import { driftAdvice, stateText } from "./containerTooltip.ts";
import { isOrphan } from "./presentService.ts";
import type { Style } from "./row.ts";
import type { TooltipTexts } from "./tooltipTexts.ts";

/** Of many replicas the first few say enough: each has a row of its own. */
const MOST_CONTAINERS = 8;
/** Of a log that has more to say, the terminal shows it. */
const MOST_LINES = 12;

export function serviceTexts(
  service: ServiceState,
  stack: StackState,
  { engine, builds }: Pick<AppState, "engine" | "builds">,
  style: Style,
): TooltipTexts {
  const { t } = style;
  const own = ownContainers(service);
  const drift = driftOf(own);
  const live = liveBuildOf(builds, stack.id, service.name);
  const last = lastBuildOf(builds, stack.id, service.name);
  const ports = portAddresses(own, engine).map(({ url, target }) => t("{0} (port {1} inside)", url, target));
  return [
    service.name,
    live && liveBuildText(live, style),
    verdictText(service.verdict, t),
    ...(service.lastWords === undefined ? [] : lastWordsTexts(service.lastWords, t)),
    ...(service.reload === undefined ? [] : reloadTexts(service.reload, service.verdict, style)),
    ...(service.baked === undefined ? [] : bakedTexts(service.baked, service.verdict, style)),
    ...(last === undefined ? [] : lastBuildTexts(last, style)),
    drift && driftAdvice(stack, t),
    ...inactiveTexts(service, t),
    isOrphan(service, stack)
      ? t("The compose files do not name it, or not any more: Up leaves it as it is.")
      : undefined,
    ...own.slice(0, MOST_CONTAINERS).map((container) => `${container.name}: ${stateText(container, style)}`),
    own.length > MOST_CONTAINERS ? t("{0} more containers", own.length - MOST_CONTAINERS) : undefined,
    ...ports,
    ...new Set(own.map((container) => t("Image: {0}", container.image))),
  ];
}

function liveBuildText(build: LiveBuild, style: Style): string {
  const { t } = style;
  const what = [stepText(build), runningText(build)].filter((text) => text !== undefined).join(" ");
  const parts = [buildName(build), what, elapsedText(build, style)].filter((text) => text !== "");
  return t("Being built: {0}", parts.join(" · "));
}

function lastWordsTexts(lines: readonly string[], t: Translate): TooltipTexts {
  if (lines.length === 0) return [];
  return [t("The last lines of its log:"), { code: lines.slice(-MOST_LINES) }];
}

function inactiveTexts(service: ServiceState, t: Translate): (string | undefined)[] {
  const inactive = inactiveText(service, t);
  if (inactive === undefined) return [];
  return [t("Up leaves it out: {0}. Choose profiles on the stack to activate it.", inactive)];
}
