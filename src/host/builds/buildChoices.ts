import type { BuildRecord, LiveBuild } from "../../shared/builds.ts";
import type { Choice } from "../commands/choices.ts";
import { withoutIcons } from "../outsideText.ts";
import { buildName, elapsedText, runningText, stepText } from "../status/buildWords.ts";
import { formatMoment, formatSpan } from "../times.ts";
import type { Style } from "../tree/row.ts";
import { breakText, cachedText, resultText } from "./recordWords.ts";

/** A build that somebody chose. */
export interface ChosenBuild {
  readonly id: string;
  /** What a tab or a terminal is called by. */
  readonly title: string;
  /** Absent: it is of no known stack. */
  readonly stackId?: string;
}

/** Compose's own output is all that there is of it; buildx, which a terminal reads from, does not know it. */
export function isOnlyInOutput({ id }: ChosenBuild): boolean {
  return id.startsWith("own/");
}

/** The stack of a build, where it is of one. */
export function ofStack(stackId: string | undefined): Pick<ChosenBuild, "stackId"> {
  return stackId === undefined ? {} : { stackId };
}

const RESULT_ICONS = { succeeded: "pass", failed: "error", cancelled: "circle-slash" } as const;

/** Builds under way. */
export function liveChoices(live: readonly LiveBuild[], style: Style): Choice<ChosenBuild>[] {
  return live.map((build) => {
    const parts = [stepText(build), elapsedText(build, style)].filter((text) => text !== undefined);
    const running = runningText(build);
    return {
      label: `$(sync~spin) ${withoutIcons(buildName(build))}`,
      description: parts.join(" · "),
      ...(running === undefined ? {} : { detail: running }),
      value: { id: build.id, title: buildName(build), ...ofStack(build.stackId) },
    };
  });
}

/**
 * `backend` beside `10:41 · 42.1 s · 7 of 9 steps cached · code changed`: those of the workspace's stacks, then the
 * others of this machine, each in their order.
 */
export function recordChoices(
  records: readonly BuildRecord[],
  stackIds: readonly string[],
  style: Style,
): Choice<ChosenBuild>[] {
  const isOwn = ({ stack }: BuildRecord) => stack !== undefined && stackIds.includes(stack);
  const group = style.t("Other builds");
  return [
    ...recordRows(records.filter(isOwn), style),
    ...recordRows(
      records.filter((record) => !isOwn(record)),
      style,
    ).map((choice) => ({ ...choice, group })),
  ];
}

function recordRows(records: readonly BuildRecord[], style: Style): Choice<ChosenBuild>[] {
  const { t, times } = style;
  return records.map((record) => {
    const { id, services, context, stack, startedAt, duration, result, cache, breaker, error } = record;
    const name = services.length > 0 ? services.join(", ") : folderName(context ?? id);
    const parts = [
      formatMoment(startedAt, times),
      result === "succeeded" ? undefined : resultText(result, t),
      formatSpan(duration, t),
      cachedText(cache, t),
      result === "succeeded" ? breakText(breaker.kind, t) : undefined,
      stack,
    ];
    return {
      label: `$(${RESULT_ICONS[result]}) ${withoutIcons(name)}`,
      description: parts.filter((text) => text !== undefined).join(" · "),
      ...(error === undefined ? {} : { detail: error.message }),
      value: { id, title: `${name} ${formatMoment(startedAt, times)}`, ...ofStack(stack) },
    };
  });
}

function folderName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
