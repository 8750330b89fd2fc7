import type {
  LoopStats,
  NeededAction,
  ReloadState,
  Seen,
  Serving,
  SourceChange,
  Verdict,
} from "../../shared/model.ts";
import { pathInWorkspace } from "../paths.ts";
import { formatExactly, formatSpan } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";

/**
 * What a hover says of a service's reload: a paragraph each for what is known, and how it came to be known.
 * @param verdict what the hover says before: its evidence is not said again
 */
export function reloadTexts(reload: ReloadState, verdict: Verdict, style: Style): string[] {
  const { t } = style;
  const { tool, phase, evidence, serving, change, seen, needs, loop } = reload;
  const said = verdict.kind === "unknown" ? undefined : verdict.evidence;
  return [
    phase.kind === "unknown"
      ? t("{0}: where its reload has got to is not known: {1}", tool, phase.reason)
      : undefined,
    evidence && evidenceText(tool, evidence, said, style),
    // Where it is current, that is what the verdict says.
    verdict.kind === "current" && serving.evidence === said ? undefined : servingText(serving, t),
    change && t("Last change: {0}, {1}", ...placeAndTime(change, style)),
    seen && seenText(seen, said, style),
    needs && neededText(needs, said, style),
    ...(loop === undefined ? [] : loopTexts(loop, t)),
  ].filter((text) => text !== undefined);
}

function evidenceText(
  tool: ReloadState["tool"],
  { at, text }: NonNullable<ReloadState["evidence"]>,
  said: string | undefined,
  { t, times }: Style,
): string {
  const time = formatExactly(at, times);
  return text === said ? t("{0} said so, {1}", tool, time) : t("{0}, {1}: {2}", tool, time, text);
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

function neededText(needs: NeededAction, said: string | undefined, style: Style): string {
  const changed = style.t("Changed: {0}, {1}", ...placeAndTime(needs, style));
  return needs.reason === said ? changed : `${needs.reason} ${changed}`;
}

function seenText(seen: Seen, said: string | undefined, { t, times }: Style): string | undefined {
  switch (seen.kind) {
    case "yes":
      return t("The watcher reacted, {0}", formatExactly(seen.at, times));
    case "pending":
      return t("The watcher has until {0} to react.", formatExactly(seen.until, times));
    case "no": {
      const why = `${seen.reason} ${seen.fix}`;
      return why === said ? undefined : t("The watcher did not react. {0}", why);
    }
    case "unknown":
      return t("Whether the watcher has seen the last change is not known: {0}", seen.reason);
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
