import type { AppState, ServiceState, StackState } from "../shared/model.ts";

export interface InStack {
  readonly stack: StackState;
  readonly service: ServiceState;
}

/** The stacks that the folder declares, or that were made from it; what else is on the engine is not meant. */
export function ownStacks({ stacks }: AppState): readonly StackState[] {
  return stacks.filter(({ origin }) => origin === "workspace");
}

export function servicesOf(stacks: readonly StackState[]): readonly InStack[] {
  return stacks.flatMap((stack) => stack.services.map((service) => ({ stack, service })));
}

export function serviceKey({ stack, service }: InStack): string {
  return `${stack.project}/${service.name}`;
}

/** @param name of a service, or `project/service` */
export function isNamed(each: InStack, name: string): boolean {
  return name === each.service.name || name === serviceKey(each);
}

/** Why there is no stack, and what to do: a sentence or two. */
export function noStack({ cli }: AppState, folder: string): string {
  return cli.kind === "missing"
    ? `${cli.reason} ${cli.advice}`
    : `No compose file in ${folder}, and nothing runs that was started from it. Name the folder of the stack.`;
}

export function noService(missing: readonly string[], stacks: readonly StackState[]): string {
  const there = servicesOf(stacks).map((each) =>
    stacks.length === 1 ? each.service.name : serviceKey(each),
  );
  return `There is no service ${missing.join(", ")}. There are: ${there.join(", ")}.`;
}
