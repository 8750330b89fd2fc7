import type { AppState, ContainerState, ServiceState, StackOrigin, StackState } from "../../shared/model.ts";
import { serviceStatus } from "../status/serviceStatus.ts";
import { stackStatus } from "../status/stackStatus.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";
import type { Fits } from "./fits.ts";
import type { ContainerTarget, ServiceTarget, Target } from "./target.ts";

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Choices of one group stand together, under its name; absent: above all groups, without one. */
  readonly group?: string;
}

/** A line between the choices of two groups. */
export interface Separator {
  readonly separator: string;
}

/** What is chosen among. */
export type Known = Pick<AppState, "stacks" | "builds">;

/** The stacks that a command fits; containers of no stack have none that could be meant as a whole. */
export function stackChoices({ stacks, builds }: Known, fits: Fits, style: Style): Choice<Target>[] {
  return stacks
    .filter((stack) => stack.origin !== "loose" && fits.stack(stack))
    .map((stack) => ({
      label: stack.project,
      description: stackStatus(stack, builds, style).text,
      value: { stack },
      ...group(stack.origin, style.t),
    }));
}

/** With the stack's name where there is more than one stack. */
export function serviceChoices({ stacks, builds }: Known, fits: Fits, style: Style): Choice<ServiceTarget>[] {
  const named = stacks.filter(({ origin }) => origin !== "loose").length > 1;
  return stacks.flatMap((stack) =>
    stack.services
      .filter((service) => fits.service(service, stack))
      .map((service) => {
        const status = serviceStatus(service, stack, builds, style).text;
        return {
          label: service.name,
          description: named && stack.origin !== "loose" ? `${stack.project} · ${status}` : status,
          value: { stack, service },
          ...group(stack.origin, style.t),
        };
      }),
  );
}

/** Stacks and services, a group after the other. */
export function stackAndServiceChoices(known: Known, fits: Fits, style: Style): Choice<Target>[] {
  return ORIGINS.flatMap((origin) => {
    const some = known.stacks.filter((stack) => stack.origin === origin);
    // Told by all stacks, so that a service says its stack's name wherever there are several.
    const services = serviceChoices(known, fits, style).filter(({ value }) => some.includes(value.stack));
    return [...stackChoices({ ...known, stacks: some }, fits, style), ...services];
  });
}

export function containerChoices(
  { stack, service }: ServiceTarget,
  fits: (container: ContainerState, service: ServiceState, stack: StackState) => boolean,
  describe: (container: ContainerState) => string,
): Choice<ContainerTarget>[] {
  return service.containers
    .filter((container) => fits(container, service, stack))
    .map((container) => ({
      label: container.name,
      description: describe(container),
      value: { stack, service, container },
    }));
}

/** Has a line before each new group. */
export function withSeparators<T>(choices: readonly Choice<T>[]): (Choice<T> | Separator)[] {
  return choices.flatMap((choice, index) => {
    const before = choices[index - 1]?.group;
    return choice.group === undefined || choice.group === before
      ? [choice]
      : [{ separator: choice.group }, choice];
  });
}

const ORIGINS: readonly StackOrigin[] = ["workspace", "elsewhere", "loose"];

function group(origin: StackOrigin, t: Translate): { group?: string } {
  switch (origin) {
    case "workspace":
      return {};
    case "elsewhere":
      return { group: t("Other projects") };
    case "loose":
      return { group: t("Other containers") };
  }
}
