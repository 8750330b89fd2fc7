import type { AppState, StackMode, StackState } from "../shared/model.ts";
import type { ActionRequest } from "../shared/protocol.ts";
import { isNamed, noService, noStack, ownStacks, servicesOf } from "./namedServices.ts";
import { problemTexts } from "./stackTexts.ts";

/** What the user asks to have built. */
export interface BuildWish {
  readonly folder: string;
  /** Names of services, or `project/service`; empty: all that are built here. */
  readonly names: readonly string[];
  /** A mode's label; absent: the active one. */
  readonly mode?: string;
  readonly noCache: boolean;
  readonly stampAll: boolean;
}

/** One stack's part of it. */
export interface PlannedBuild {
  readonly stack: StackState;
  readonly request: ActionRequest;
  /** The services that will be built, as far as that is known beforehand. */
  readonly services: readonly string[];
}

export type BuildPlan =
  | { readonly kind: "builds"; readonly builds: readonly PlannedBuild[] }
  /** The reasons are sentences. */
  | { readonly kind: "impossible"; readonly reasons: readonly string[] };

export function planBuilds(state: AppState, wish: BuildWish): BuildPlan {
  const { engine } = state;
  const own = ownStacks(state);
  if (engine.kind === "unreachable") return impossible(`${engine.reason} ${engine.advice}`);
  if (own.length === 0) return impossible(noStack(state, wish.folder));
  const undecided = own.filter((stack) => isUndecided(stack, wish));
  if (undecided.length > 0) return impossible(noMode(undecided, wish));
  const stacks = own.filter((stack) => modeOf(stack, wish) !== undefined);
  if (stacks.length === 0) return impossible(noMode(own, wish));
  const missing = missingNames(stacks, wish);
  if (missing.length > 0) return impossible(noService(missing, stacks));
  const parts = stacks.map((stack) => planStack(stack, wish));
  const reasons = parts.flatMap((part) => (part.kind === "impossible" ? part.reasons : []));
  if (reasons.length > 0) return impossible(...reasons);
  const builds = parts.flatMap((part) => (part.kind === "builds" ? part.builds : []));
  return builds.length > 0 ? { kind: "builds", builds } : impossible(nothingToBuild(stacks));
}

function planStack(stack: StackState, wish: BuildWish): BuildPlan {
  const mode = modeOf(stack, wish);
  if (mode?.problem !== undefined) return impossible(...problemTexts({ ...stack, modes: [mode] }));
  const isKnown = knowsServices(stack, wish);
  const named = wish.names.flatMap((name) => ownName(stack, name, isKnown));
  if (wish.names.length > 0 && named.length === 0) return { kind: "builds", builds: [] };
  const chosen = stack.services.filter(({ name }) => named.length === 0 || named.includes(name));
  const notBuilt = isKnown && named.length > 0 ? chosen.filter(({ buildable }) => !buildable) : [];
  if (notBuilt.length > 0) {
    const names = notBuilt.map(({ name }) => name).join(", ");
    return impossible(`${stack.project}: nothing to build of ${names}: there is no build: section.`);
  }
  const built = chosen.filter(
    ({ buildable, inactiveProfiles }) => buildable && (named.length > 0 || inactiveProfiles.length === 0),
  );
  if (isKnown && built.length === 0) return { kind: "builds", builds: [] };
  const request: ActionRequest = {
    stackId: stack.id,
    kind: "build",
    services: named,
    ...(wish.noCache ? { noCache: true } : {}),
    ...(wish.stampAll ? { stampAll: true } : {}),
    ...(wish.mode === undefined || mode === undefined ? {} : { modeId: mode.id }),
  };
  const services = isKnown ? built.map(({ name }) => name) : named;
  return { kind: "builds", builds: [{ stack, request, services }] };
}

/** The mode that was asked for, else the active one; `undefined`: the stack has no such mode. */
function modeOf({ modes, activeMode }: StackState, { mode }: BuildWish): StackMode | undefined {
  return modes.find(({ id, label }) => (mode === undefined ? id === activeMode : label === mode));
}

/** It is meant, and could be built in several modes. */
function isUndecided(stack: StackState, { mode, names }: BuildWish): boolean {
  if (mode !== undefined || stack.activeMode !== undefined || stack.modes.length === 0) return false;
  return names.length === 0 || names.some((name) => ownName(stack, name, true).length > 0);
}

/** The services that are told are the active mode's: others that another mode has only Compose knows. */
function knowsServices(stack: StackState, wish: BuildWish): boolean {
  return modeOf(stack, wish)?.id === stack.activeMode;
}

function missingNames(stacks: readonly StackState[], wish: BuildWish): readonly string[] {
  if (!stacks.every((stack) => knowsServices(stack, wish))) return [];
  const all = servicesOf(stacks);
  return wish.names.filter((name) => !all.some((each) => isNamed(each, name)));
}

/** The service's name in the stack; none: it is of another stack. */
function ownName({ project, services }: StackState, name: string, isKnown: boolean): string[] {
  if (services.some((service) => service.name === name)) return [name];
  const [first, rest] = name.split("/", 2);
  if (rest === undefined) return isKnown ? [] : [name];
  return first === project ? [rest] : [];
}

function noMode(stacks: readonly StackState[], { mode }: BuildWish): string {
  const there = stacks.map(({ project, modes }) =>
    modes.length === 0
      ? `${project} has none`
      : `${project} has ${modes.map(({ label }) => label).join(", ")}`,
  );
  if (mode !== undefined) return `There is no mode ${mode}: ${there.join("; ")}.`;
  return stacks.every(({ modes }) => modes.length === 0)
    ? "The compose files of what runs are not in this folder. Name the folder of the stack."
    : `Which mode is to be built is not known: ${there.join("; ")}. Name one with --mode.`;
}

function nothingToBuild(stacks: readonly StackState[]): string {
  const names = stacks.map(({ project }) => project).join(", ");
  return `Nothing to build: no service of ${names} has a build: section.`;
}

function impossible(...reasons: readonly string[]): BuildPlan {
  return { kind: "impossible", reasons };
}
