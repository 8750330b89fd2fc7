import type { LoopStats, ReloadState, Seen, Serving, SourceChange } from "../../shared/model.ts";
import { pathInWorkspace } from "../paths.ts";
import { formatExactly, formatSpan } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";

/** What a hover says of a service's reload: a paragraph each for what is known, and how it came to be known. */
export function reloadTexts(reload: ReloadState, style: Style): string[] {
  const { t, times } = style;
  const { tool, phase, evidence, serving, change, seen, needs, loop } = reload;
  return [
    phase.kind === "unknown"
      ? t("{0}: where its reload has got to is not known: {1}", tool, phase.reason)
      : undefined,
    evidence && t("{0}, {1}: {2}", tool, formatExactly(evidence.at, times), evidence.text),
    servingText(serving, t),
    change && t("Last change: {0}, {1}", ...placeAndTime(change, style)),
    seen && seenText(seen, style),
    needs && t("{0} Changed: {1}, {2}", needs.reason, ...placeAndTime(needs, style)),
    ...(loop === undefined ? [] : loopTexts(loop, t)),
  ].filter((text) => text !== undefined);
}

function servingText({ kind, evidence }: Serving, t: Translate): string {
  switch (kind) {
    case "new":
      return t("Serving the new build: {0}", evidence);
    case "old":
      return t("Serving the old build: {0}", evidence);
    case "nothing":
      return t("Serving nothing: {0}", evidence);
    case "unknown":
      return t("What serves is not known: {0}", evidence);
  }
}

function placeAndTime({ file, at }: SourceChange, { times, folders, home }: Style): [string, string] {
  return [pathInWorkspace(file, folders, home), formatExactly(at, times)];
}

function seenText(seen: Seen, { t, times }: Style): string {
  switch (seen.kind) {
    case "yes":
      return t("The watcher reacted, {0}", formatExactly(seen.at, times));
    case "pending":
      return t("The watcher has until {0} to react.", formatExactly(seen.until, times));
    case "no":
      return t("The watcher did not react. {0} {1}", seen.reason, seen.fix);
    case "unknown":
      return t("Whether the watcher has seen it is not known: {0}", seen.reason);
  }
}

function loopTexts({ last, count, p50, p95, trend }: LoopStats, t: Translate): string[] {
  const { react, compile, start, total } = last;
  const legs = [
    react === undefined ? undefined : t("reacted {0}", formatSpan(react, t)),
    compile === undefined ? undefined : t("compiled {0}", formatSpan(compile, t)),
    start === undefined ? undefined : t("started {0}", formatSpan(start, t)),
  ].filter((leg) => leg !== undefined);
  const whole = t("Last loop: {0}", formatSpan(total, t));
  return [
    legs.length === 0 ? whole : `${whole} (${legs.join(", ")})`,
    ...(count < 2
      ? []
      : [
          t(
            "Last {0} loops: p50 {1}, p95 {2}, {3}",
            count,
            formatSpan(p50, t),
            formatSpan(p95, t),
            trendText(trend, t),
          ),
        ]),
  ];
}

function trendText(trend: LoopStats["trend"], t: Translate): string {
  switch (trend) {
    case "faster":
      return t("getting faster");
    case "slower":
      return t("getting slower");
    case "steady":
      return t("steady");
  }
}
