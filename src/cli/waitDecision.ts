import type { AppState, ServiceState, StackState } from "../shared/model.ts";
import { problemTexts } from "./stackTexts.ts";
import { type Outcome, overallOutcome, type ServiceOutcome, serviceOutcome } from "./waitOutcome.ts";

/** What is waited for. */
export interface WaitFor {
  readonly folder: string;
  /** Names of services, or `project/service`; empty: all that are known to reload. */
  readonly names: readonly string[];
}

export type Decision =
  | { readonly kind: "outcome"; readonly outcome: Outcome; readonly services: readonly ServiceOutcome[] }
  /** There is nothing to wait for, or nobody to ask; the reasons are sentences. */
  | { readonly kind: "impossible"; readonly reasons: readonly string[] };

/**
 * What a state means for who waits.
 * @param before `project/service` of what was waited for until now: it goes on being, with a reload or without
 * @param now milliseconds since the epoch
 */
export function decide(
  state: AppState,
  waitFor: WaitFor,
  before: ReadonlySet<string>,
  now: number,
): Decision {
  const { engine } = state;
  const stacks = state.stacks.filter(({ origin }) => origin === "workspace");
  if (engine.kind === "unreachable") return impossible(`${engine.reason} ${engine.advice}`);
  if (stacks.length === 0) return impossible(noStack(state, waitFor.folder));
  const all = stacks.flatMap((stack) => stack.services.map((service) => ({ stack, service })));
  const missing = waitFor.names.filter((name) => !all.some((each) => isNamed(each, name)));
  if (missing.length > 0) return impossible(noService(missing, stacks));
  const chosen = all.filter((each) =>
    waitFor.names.length === 0
      ? each.service.reload !== undefined || before.has(serviceKey(each))
      : waitFor.names.some((name) => isNamed(each, name)),
  );
  if (chosen.length === 0) return impossible(...stacks.flatMap(problemTexts), nothingReloads(stacks));
  const services = chosen.map(({ stack, service }) => serviceOutcome(stack, service, now));
  return { kind: "outcome", outcome: overallOutcome(services), services };
}

interface InStack {
  readonly stack: StackState;
  readonly service: ServiceState;
}

function serviceKey({ stack, service }: InStack): string {
  return `${stack.project}/${service.name}`;
}

function isNamed(each: InStack, name: string): boolean {
  return name === each.service.name || name === serviceKey(each);
}

function impossible(...reasons: readonly string[]): Decision {
  return { kind: "impossible", reasons };
}

function noStack({ cli }: AppState, folder: string): string {
  return cli.kind === "missing"
    ? `${cli.reason} ${cli.advice}`
    : `No compose file in ${folder}, and nothing runs that was started from it. Name the folder of the stack.`;
}

function noService(missing: readonly string[], stacks: readonly StackState[]): string {
  const there = stacks.flatMap(({ project, services }) =>
    services.map(({ name }) => (stacks.length === 1 ? name : `${project}/${name}`)),
  );
  return `There is no service ${missing.join(", ")}. There are: ${there.join(", ")}.`;
}

function nothingReloads(stacks: readonly StackState[]): string {
  const runs = stacks.some(({ running }) => running > 0);
  const names = stacks.map(({ project }) => project).join(", ");
  return runs
    ? `Nothing to wait for: no service of ${names} that runs is known to reload. Name one with --service to hear more of it.`
    : `Nothing to wait for: nothing of ${names} runs. Start it: docker compose up --detach`;
}
