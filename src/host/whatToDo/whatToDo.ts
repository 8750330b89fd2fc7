import type { EngineState, StackState, Verdict } from "../../shared/model.ts";
import { type Choice, serviceChoices } from "../commands/choices.ts";
import { FITS } from "../commands/fits.ts";
import type { ServiceTarget, Target } from "../commands/target.ts";
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
  engine: EngineState,
  style: Style,
): WhatToDo {
  const troubled = inTrouble(target === undefined ? stacks : [target.stack], style);
  const meant = target?.service === undefined ? troubled[0] : { ...target, service: target.service };
  if (meant === undefined) return listing(target === undefined ? stacks : [target.stack], style);
  const { service } = meant;
  const others = troubled
    .filter((each) => each.service !== service && target?.service === undefined)
    .map(
      (each): Choice<Step> => ({
        label: each.service.name,
        description: serviceStatus(each.service, each.stack, style.t).text,
        group: style.t("Other services"),
        value: { kind: "turn", stackId: each.stack.id, service: each.service.name },
      }),
    );
  return { ...heading(meant, style), choices: [...serviceSteps(meant, engine, style), ...others] };
}

/** The worst first: what needs a look, then what runs and is not what was written last. */
function inTrouble(stacks: readonly StackState[], { t }: Style): ServiceTarget[] {
  const all = stacks.flatMap((stack) =>
    stack.services.map((service) => ({
      stack,
      service,
      level: LEVELS.indexOf(serviceStatus(service, stack, t).level),
      attention: needsAttention(serviceStatus(service, stack, t).level),
    })),
  );
  return all
    .filter(
      ({ service, attention }) =>
        attention || (service.verdict.kind === "notCurrent" && has(service, "running")),
    )
    .toSorted((left, right) => left.level - right.level)
    .map(({ stack, service }) => ({ stack, service }));
}

function heading({ stack, service }: ServiceTarget, { t }: Style): Omit<WhatToDo, "choices"> {
  const { name, verdict } = service;
  const said = verdict.kind === "current" ? serviceStatus(service, stack, t).text : verdict.reason;
  return { title: `${name}: ${said}`, question: evidenceOf(verdict) ?? t("What to do?") };
}

function evidenceOf(verdict: Verdict): string | undefined {
  return verdict.kind === "unknown" ? undefined : verdict.evidence;
}

function listing(stacks: readonly StackState[], { t }: Style): WhatToDo {
  const ups = stacks
    .filter((stack) => stack.running === 0 && FITS.files.stack(stack))
    .map(
      ({ id, project }): Choice<Step> => ({
        label: t("Up"),
        description: project,
        value: { kind: "run", command: "devloop.up", argument: { stackId: id } },
      }),
    );
  const services = serviceChoices(stacks, FITS.anyService, t).map(
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
