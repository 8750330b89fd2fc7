import type { StackState } from "../../shared/model.ts";
import { activeMode } from "../status/stackStatus.ts";
import type { Translate } from "../translate.ts";

/** A row of the question; `own` is the way back to what Compose itself would take. */
export interface ProfileItem {
  readonly stands: "own" | "profile";
  readonly label: string;
  readonly description: string;
}

/** The profiles that the files of the active mode name; of all modes while none is active. */
export function profilesOf(stack: StackState): string[] {
  const mode = activeMode(stack);
  const modes = mode === undefined ? stack.modes : [mode];
  return [...new Set(modes.flatMap(({ profiles }) => profiles))].sort();
}

export function profileItems(stack: StackState, t: Translate): ProfileItem[] {
  const own: ProfileItem = {
    stands: "own",
    label: t("Compose's own (COMPOSE_PROFILES)"),
    description: t("as a docker compose in a terminal takes them"),
  };
  return [own, ...profilesOf(stack).map((name) => profileItem(name, stack))];
}

/** What was chosen before. */
export function initialSelection(stack: StackState, items: readonly ProfileItem[]): ProfileItem[] {
  const { chosenProfiles } = stack;
  if (chosenProfiles === undefined) return items.filter(({ stands }) => stands === "own");
  return items.filter(({ stands, label }) => stands === "profile" && chosenProfiles.includes(label));
}

/** Compose's own and a choice exclude each other: what was checked last counts. */
export function settleSelection(
  before: readonly ProfileItem[],
  after: readonly ProfileItem[],
): readonly ProfileItem[] {
  const own = after.filter(({ stands }) => stands === "own");
  if (own.length === 0 || own.length === after.length) return after;
  const ownIsNew = !before.some(({ stands }) => stands === "own");
  return ownIsNew ? own : after.filter(({ stands }) => stands === "profile");
}

/** `undefined`: Compose's own. Nothing checked means none of them. */
export function namesOf(selection: readonly ProfileItem[]): string[] | undefined {
  if (selection.some(({ stands }) => stands === "own")) return undefined;
  return selection.map(({ label }) => label);
}

function profileItem(name: string, stack: StackState): ProfileItem {
  const services = stack.services.filter(({ inactiveProfiles }) => inactiveProfiles.includes(name));
  return { stands: "profile", label: name, description: services.map((service) => service.name).join(", ") };
}
