import type { BuildsState } from "../../shared/builds.ts";
import type { AppState, StackState, Verdict } from "../../shared/model.ts";
import { type Choice, type Known, serviceChoices } from "../commands/choices.ts";
import { FITS } from "../commands/fits.ts";
import type { ServiceTarget, Target } from "../commands/target.ts";
import { failedBuildOf } from "../status/buildWords.ts";
import { LEVELS, needsAttention } from "../status/level.ts";
import { has, serviceStatus } from "../status/serviceStatus.ts";
import type { Style } from "../tree/row.ts";
import { type Step, serviceSteps } from "./steps.ts";

export interface WhatToDo {
  readonly title: string;
  readonly question: string;
  readonly choices: readonly Choice<Step>[];
}

/**
 * About the service that is meant, else about the worst; where nothing is wrong, the services are listed.
 * @param stacks those that are meant where the target says no more
 */
export function whatToDo(
  stacks: readonly StackState[],
  target: Target | undefined,
  { engine, builds }: Pick<AppState, "engine" | "builds">,
  style: Style,
): WhatToDo {
  const known = { stacks: target === undefined ? stacks : [target.stack], builds };
  const troubled = inTrouble(known, style);
  const meant = target?.service === undefined ? troubled[0] : { ...target, service: target.service };
  if (meant === undefined) return listing(known, style);
  const { service } = meant;
  const others = troubled
    .filter((each) => each.service !== service && target?.service === undefined)
    .map(
      (each): Choice<Step> => ({
        label: each.service.name,
        description: serviceStatus(each.service, each.stack, builds, style).text,
        group: style.t("Other services"),
        value: { kind: "turn", stackId: each.stack.id, service: each.service.name },
      }),
    );
  return {
    ...heading(meant, builds, style),
    choices: [...serviceSteps(meant, { engine, builds }, style), ...others],
  };
}

/** The worst first: what needs a look, then what runs and is not what was written last. */
function inTrouble({ stacks, builds }: Known, style: Style): ServiceTarget[] {
  const all = stacks.flatMap((stack) =>
    stack.services.map((service) => {
      const { level } = serviceStatus(service, stack, builds, style);
      return { stack, service, level: LEVELS.indexOf(level), attention: needsAttention(level) };
    }),
  );
  return all
    .filter(
      ({ service, attention }) =>
        attention || (service.verdict.kind === "notCurrent" && has(service, "running")),
    )
    .toSorted((left, right) => left.level - right.level)
    .map(({ stack, service }) => ({ stack, service }));
}

function heading(
  { stack, service }: ServiceTarget,
  builds: BuildsState,
  style: Style,
): Omit<WhatToDo, "choices"> {
  const { t } = style;
  const { name, verdict } = service;
  const failed = failedBuildOf(builds, stack, name);
  if (failed !== undefined) {
    return { title: `${name}: ${t("build failed")}`, question: failed.error?.message ?? t("What to do?") };
  }
  const said =
    verdict.kind === "current" ? serviceStatus(service, stack, builds, style).text : verdict.reason;
  return { title: `${name}: ${said}`, question: evidenceOf(verdict) ?? t("What to do?") };
}

function evidenceOf(verdict: Verdict): string | undefined {
  return verdict.kind === "unknown" ? undefined : verdict.evidence;
}

function listing(known: Known, style: Style): WhatToDo {
  const { t } = style;
  const ups = known.stacks
    .filter((stack) => stack.running === 0 && FITS.files.stack(stack))
    .map(
      ({ id, project }): Choice<Step> => ({
        label: t("Up"),
        description: project,
        value: { kind: "run", command: "devloop.up", argument: { stackId: id } },
      }),
    );
  const services = serviceChoices(known, FITS.anyService, style).map(
    ({ value: { stack, service }, ...choice }): Choice<Step> => ({
      ...choice,
      value: { kind: "reveal", row: { kind: "service", stackId: stack.id, service: service.name } },
    }),
  );
  return {
    title: t("Nothing needs attention"),
    question: t("Which service?"),
    choices: [...ups, ...services],
  };
}
