import type { AppState, StackState } from "../shared/model.ts";
import { isNamed, noService, noStack, ownStacks, serviceKey, servicesOf } from "./namedServices.ts";
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
  const stacks = ownStacks(state);
  if (engine.kind === "unreachable") return impossible(`${engine.reason} ${engine.advice}`);
  if (stacks.length === 0) return impossible(noStack(state, waitFor.folder));
  const all = servicesOf(stacks);
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

function impossible(...reasons: readonly string[]): Decision {
  return { kind: "impossible", reasons };
}

function nothingReloads(stacks: readonly StackState[]): string {
  const runs = stacks.some(({ running }) => running > 0);
  const names = stacks.map(({ project }) => project).join(", ");
  return runs
    ? `Nothing to wait for: no service of ${names} that runs is known to reload. Name one with --service to hear more of it.`
    : `Nothing to wait for: nothing of ${names} runs. Start it: docker compose up --detach`;
}
