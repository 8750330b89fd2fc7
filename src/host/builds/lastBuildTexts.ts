import type { BuildBrief } from "../../shared/builds.ts";
import { pathInWorkspace } from "../paths.ts";
import { formatExactly, formatSpan } from "../times.ts";
import type { Style } from "../tree/row.ts";
import type { TooltipTexts } from "../tree/tooltipTexts.ts";
import { breakText, cachedText, resultText, triggerText } from "./recordWords.ts";

/** Of what the command printed; its output has all of it. */
const MOST_LINES = 6;

/** What a hover says of a service's newest build: when, how long, what broke the cache, what went wrong. */
export function lastBuildTexts(build: BuildBrief, style: Style): TooltipTexts {
  const { t, times } = style;
  const { result, startedAt, duration, trigger, cache } = build;
  const what = t(
    "Last build: {0} after {1}, begun {2} {3}",
    resultText(result, t),
    formatSpan(duration, t),
    formatExactly(startedAt, times),
    triggerText(trigger, t),
  );
  const cached = cachedText(cache, t);
  return [
    cached === undefined ? what : `${what}; ${cached}`,
    ...errorTexts(build, style),
    causeText(build, style),
  ];
}

function errorTexts({ error }: BuildBrief, { t, folders, home }: Style): TooltipTexts {
  if (error === undefined) return [];
  const { message, place, lastLines } = error;
  return [
    place === undefined
      ? message
      : t("{0}, line {1}: {2}", pathInWorkspace(place.file, folders, home), place.line, message),
    ...(lastLines.length === 0 ? [] : [{ code: lastLines.slice(-MOST_LINES) }]),
  ];
}

function causeText({ breaker, result }: BuildBrief, { t }: Style): string | undefined {
  const { kind, step, reason } = breaker;
  if (kind === "nothing" || (kind === "unknown" && result !== "succeeded")) return undefined;
  return step === undefined || reason.startsWith(step)
    ? t("Cache: {0}. {1}", breakText(kind, t), reason)
    : t("Cache broken at {0}: {1}. {2}", step, breakText(kind, t), reason);
}
