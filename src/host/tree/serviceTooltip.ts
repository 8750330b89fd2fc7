import type { EngineState, ServiceState, StackState } from "../../shared/model.ts";
import { portAddresses } from "../ports/addresses.ts";
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
  engine: EngineState,
  style: Style,
): TooltipTexts {
  const { t } = style;
  const own = ownContainers(service);
  const drift = driftOf(own);
  const ports = portAddresses(own, engine).map(({ url, target }) => t("{0} (port {1} inside)", url, target));
  return [
    service.name,
    verdictText(service.verdict, t),
    ...(service.lastWords === undefined ? [] : lastWordsTexts(service.lastWords, t)),
    ...(service.reload === undefined ? [] : reloadTexts(service.reload, service.verdict, style)),
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

function lastWordsTexts(lines: readonly string[], t: Translate): TooltipTexts {
  if (lines.length === 0) return [];
  return [t("The last lines of its log:"), { code: lines.slice(-MOST_LINES) }];
}

function inactiveTexts(service: ServiceState, t: Translate): (string | undefined)[] {
  const inactive = inactiveText(service, t);
  if (inactive === undefined) return [];
  return [t("Up leaves it out: {0}. Choose profiles on the stack to activate it.", inactive)];
}
