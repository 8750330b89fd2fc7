import type { BuildsState } from "../../shared/builds.ts";
import type { AppState, Place, VerdictAction } from "../../shared/model.ts";
import type { Choice } from "../commands/choices.ts";
import type { CommandId } from "../commands/commandIds.ts";
import type { ServiceTarget } from "../commands/target.ts";
import { withoutIcons } from "../outsideText.ts";
import { pathInWorkspace } from "../paths.ts";
import { portAddresses } from "../ports/addresses.ts";
import { failedBuildOf } from "../status/buildWords.ts";
import { isStartable, ownContainers } from "../status/serviceStatus.ts";
import { formatMoment } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Node } from "../tree/nodes.ts";
import type { Style } from "../tree/row.ts";

export type Step =
  | {
      readonly kind: "run";
      readonly command: CommandId;
      readonly argument: { readonly stackId: string; readonly service?: string };
    }
  | { readonly kind: "open"; readonly file: string }
  | { readonly kind: "openPlace"; readonly place: Place }
  | { readonly kind: "reveal"; readonly row: Node }
  /** What to do about this one is asked next. */
  | { readonly kind: "turn"; readonly stackId: string; readonly service: string };

/** What can be done about a service: first what its verdict names, then what helps to understand it. */
export function serviceSteps(
  target: ServiceTarget,
  { engine, builds }: Pick<AppState, "engine" | "builds">,
  style: Style,
): Choice<Step>[] {
  const { t } = style;
  const { stack, service } = target;
  const names = { stackId: stack.id, service: service.name };
  const own = ownContainers(service);
  const run = (label: string, command: CommandId): Choice<Step> => ({
    label,
    value: { kind: "run", command, argument: names },
  });
  return [
    ...failedBuildSteps(target, builds, style),
    ...remedies(target, t),
    ...(isStartable(service) && !namesStart(target) ? [run(t("Start"), "devloop.start")] : []),
    ...(own.length > 0 && !namesLog(target) ? [run(t("Follow log"), "devloop.followLog")] : []),
    ...fileSteps(target, style),
    ...(isBakedAnew(target) ? [run(t("Verify bytes"), "devloop.verifyBytes")] : []),
    ...(portAddresses(own, engine).length > 0 ? [run(t("Open in browser"), "devloop.openInBrowser")] : []),
    ...(service.declared ? [run(t("Show in compose file"), "devloop.revealService")] : []),
    { label: t("Show in the Stacks view"), value: { kind: "reveal", row: { kind: "service", ...names } } },
  ];
}

/** Where it failed, what it printed, and, where that was mended, the next try. */
function failedBuildSteps(
  { stack, service }: ServiceTarget,
  builds: BuildsState,
  style: Style,
): Choice<Step>[] {
  const { t, folders, home } = style;
  const failed = failedBuildOf(builds, stack, service.name);
  if (failed === undefined) return [];
  const place = failed.error?.place;
  const argument = { stackId: stack.id, service: service.name };
  const run = (label: string, command: CommandId): Choice<Step> => ({
    label,
    value: { kind: "run", command, argument },
  });
  const open = place && {
    label: t("Open {0}", withoutIcons(pathInWorkspace(place.file, folders, home))),
    description: t("line {0}", place.line),
    ...(failed.error?.step === undefined ? {} : { detail: failed.error.step }),
    value: { kind: "openPlace" as const, place },
  };
  return [
    ...(open === undefined ? [] : [open]),
    run(t("Show build output"), "devloop.showBuildOutput"),
    run(t("Build again"), "devloop.build"),
  ];
}

function isBakedAnew({ service: { baked } }: ServiceTarget): boolean {
  return baked?.code.kind === "changed" || baked?.code.kind === "touched";
}

interface Remedy {
  readonly action: VerdictAction;
  readonly why?: string;
}

/** Each action once, the verdict's first, with the sentence that says what it is good for. */
function remedies(
  { stack, service: { name, verdict, reload } }: ServiceTarget,
  t: Translate,
): Choice<Step>[] {
  const { needs, seen } = reload ?? {};
  const known: Remedy[] = [
    ...(needs === undefined ? [] : [{ action: needs.action, why: needs.reason }]),
    ...(seen?.kind === "no" ? [{ action: seen.action, why: seen.fix }] : []),
  ];
  const all: Remedy[] = [...(verdict.kind === "notCurrent" ? [{ action: verdict.action }] : []), ...known];
  return [...new Set(all.map(({ action }) => action))].map((action) => {
    const why = known.find((each) => each.action === action)?.why;
    const { label, command } = remedyOf(action, t);
    const argument = action === "watch" ? { stackId: stack.id } : { stackId: stack.id, service: name };
    return {
      label,
      ...(why === undefined ? {} : { detail: why }),
      value: { kind: "run", command, argument },
    };
  });
}

function namesLog({ service: { verdict, reload } }: ServiceTarget): boolean {
  const { seen } = reload ?? {};
  return (
    (verdict.kind === "notCurrent" && verdict.action === "logs") ||
    (seen?.kind === "no" && seen.action === "logs")
  );
}

/** Each of these starts it, too. */
const STARTING: ReadonlySet<VerdictAction> = new Set(["up", "start", "restart", "recreate", "rebuild"]);

function namesStart({ service: { verdict, reload } }: ServiceTarget): boolean {
  const { needs, seen } = reload ?? {};
  return [
    verdict.kind === "notCurrent" ? verdict.action : undefined,
    needs?.action,
    seen?.kind === "no" ? seen.action : undefined,
  ].some((action) => action !== undefined && STARTING.has(action));
}

/** In the palette's own words. */
function remedyOf(action: VerdictAction, t: Translate): { label: string; command: CommandId } {
  switch (action) {
    case "up":
      return { label: t("Up"), command: "devloop.up" };
    case "start":
      return { label: t("Start"), command: "devloop.start" };
    case "restart":
      return { label: t("Restart (same container)"), command: "devloop.restart" };
    case "recreate":
      return { label: t("Recreate (new container)"), command: "devloop.recreate" };
    case "rebuild":
      return { label: t("Rebuild (new image and container)"), command: "devloop.rebuild" };
    case "watch":
      return { label: t("Turn compose watch on"), command: "devloop.watchOn" };
    case "logs":
      return { label: t("Follow log"), command: "devloop.followLog" };
  }
}

/** More would hide what else can be done. */
const MOST_FILES = 3;

/** What has changed, the newest first. */
function fileSteps({ service: { reload, baked } }: ServiceTarget, style: Style): Choice<Step>[] {
  const { t, folders, home } = style;
  const lacking = baked?.code.kind === "changed" ? baked.code.files : [];
  const changes = [
    ...[reload?.change, reload?.needs].filter((each) => each !== undefined),
    ...lacking
      .filter(({ kind }) => kind !== "removed")
      .slice(0, MOST_FILES)
      .map(({ file, at = 0 }) => ({ file, at })),
  ].toSorted((left, right) => right.at - left.at);
  const files = [...new Set(changes.map(({ file }) => file))];
  return files.map((file) => ({
    label: t("Open {0}", withoutIcons(pathInWorkspace(file, folders, home))),
    ...changedText(changes.find((each) => each.file === file)?.at ?? 0, style),
    value: { kind: "open", file },
  }));
}

/** @param at 0: it is not known when */
function changedText(at: number, { t, times }: Style): { description?: string } {
  return at === 0 ? {} : { description: t("changed {0}", formatMoment(at, times)) };
}
