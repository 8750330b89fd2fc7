import type { StackState } from "../../shared/model.ts";
import type { PlannedService, UpPlan } from "../../shared/protocol.ts";
import { withoutIcons } from "../outsideText.ts";
import type { Translate } from "../translate.ts";

/** A row of the plan; accepting one does what its kind says. */
export interface PlanItem {
  readonly label: string;
  readonly description: string;
  /** Why; absent where the change says it all. */
  readonly detail?: string;
  readonly value:
    | { readonly kind: "up" }
    | { readonly kind: "service"; readonly service: string }
    | { readonly kind: "orphan"; readonly service: string };
}

/** Up would change nothing: what it leaves alone counts for nothing either. */
export function changesNothing(plan: UpPlan): boolean {
  return plan.services.every(
    ({ change, builds, reasons }) => change === "none" && !builds && reasons.length === 0,
  );
}

/** The one sentence for a plan that changes nothing. */
export function nothingText(stack: StackState, plan: UpPlan, t: Translate): string {
  const same = t("Up would change nothing: {0} runs as its compose files say.", stack.project);
  if (plan.orphans.length === 0) return same;
  return `${same} ${t("It leaves alone what they do not name: {0}.", plan.orphans.join(", "))}`;
}

/** Up itself first, then what changes, what does not, and what Up leaves alone. */
export function planItems(plan: UpPlan, t: Translate): PlanItem[] {
  const changing = plan.services.filter(({ change }) => change !== "none");
  const same = plan.services.filter(({ change }) => change === "none");
  return [
    { label: `$(play) ${t("Up now")}`, description: summary(changing, t), value: { kind: "up" } },
    ...[...changing, ...same].map((service) => serviceItem(service, t)),
    ...plan.orphans.map(
      (service): PlanItem => ({
        label: `$(question) ${service}`,
        description: t("left alone: the compose files do not name it"),
        value: { kind: "orphan", service },
      }),
    ),
  ];
}

export function planTitle(stack: StackState, t: Translate): string {
  return t("{0}: Up would …", stack.project);
}

/** Who said so, under the title. */
export function planSource(plan: UpPlan, t: Translate): string {
  switch (plan.source) {
    case "dry run":
      return t("By a dry run of docker compose up");
    case "config hash":
      return t("By comparing what the containers were made with to the compose files");
  }
}

const ICONS: Record<PlannedService["change"], string> = {
  create: "add",
  recreate: "sync",
  start: "debug-start",
  none: "check",
};

function serviceItem({ service, change, builds, reasons }: PlannedService, t: Translate): PlanItem {
  const texts = [changeText(change, t), ...(builds ? [t("builds its image first")] : [])];
  return {
    label: `$(${ICONS[change]}) ${service}`,
    description: texts.join(" · "),
    ...(reasons.length === 0 ? {} : { detail: withoutIcons(reasons.join(" ")) }),
    value: { kind: "service", service },
  };
}

function changeText(change: PlannedService["change"], t: Translate): string {
  switch (change) {
    case "create":
      return t("create");
    case "recreate":
      return t("recreate: a new container takes its place");
    case "start":
      return t("start");
    case "none":
      return t("leave as it is");
  }
}

function summary(changing: readonly PlannedService[], t: Translate): string {
  const count = (wanted: PlannedService["change"]) =>
    changing.filter(({ change }) => change === wanted).length;
  return [
    { number: count("create"), text: (n: number) => t("{0} to create", n) },
    { number: count("recreate"), text: (n: number) => t("{0} to recreate", n) },
    { number: count("start"), text: (n: number) => t("{0} to start", n) },
  ]
    .filter(({ number }) => number > 0)
    .map(({ number, text }) => text(number))
    .join(", ");
}
