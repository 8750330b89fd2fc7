import type { BuildsState } from "../../shared/builds.ts";
import type { StackMode, StackState } from "../../shared/model.ts";
import { withoutFile } from "../../shared/problemText.ts";
import { shortPath } from "../paths.ts";
import { ERROR } from "../status/level.ts";
import { has, isStartable, isStoppable } from "../status/serviceStatus.ts";
import { activeMode, stackStatus } from "../status/stackStatus.ts";
import type { Translate } from "../translate.ts";
import { makeRow, type Row, type Style } from "./row.ts";

export function presentStack(stack: StackState, builds: BuildsState, style: Style): Row {
  const { t, home } = style;
  const status = stackStatus(stack, builds, style);
  const waiting = stack.actions.filter((action) => action.phase === "queued").length;
  const { services, modes } = stack;
  return makeRow({
    label: stack.project,
    icon: status.icon,
    collapsible: stack.origin === "workspace" ? "expanded" : "collapsed",
    texts: [
      status.text,
      modes.length > 1 ? (activeMode(stack)?.label ?? t("no mode chosen")) : undefined,
      profilesText(stack, t),
      stack.watch.kind === "on" ? t("watching") : undefined,
      waiting > 0 ? t("{0} waiting", waiting) : undefined,
      collisionText(stack, home, t),
    ],
    context: [
      "stack",
      stack.origin,
      services.some(isStoppable) && "stoppable",
      services.some(isStartable) && "stopped",
      services.some(({ containers }) => containers.length > 0) && "created",
      modes.length > 0 && "files",
      modes.length > 1 && "modes",
      services.some(({ buildable }) => buildable) && "buildable",
      modes.some(({ profiles }) => profiles.length > 0) && "profiles",
      services.some(({ watchable }) => watchable) && "watchable",
      stack.watch.kind === "on" && "watching",
      services.some((service) => has(service, "running")) && "running",
      services.some((service) => has(service, "paused")) && "paused",
    ],
    kind: t("stack"),
  });
}

export function presentProblem(mode: StackMode, stack: StackState, { t }: Style): Row | undefined {
  if (mode.problem === undefined) return undefined;
  const { problem, problemPlace: place } = mode;
  // The row is short, and a click on it opens the file: its path says less than what is wrong.
  const [first = ""] = (place === undefined ? problem : withoutFile(problem, place)).trim().split("\n");
  return makeRow({
    label: t("Compose file problem"),
    icon: ERROR,
    collapsible: "none",
    texts: [first, stack.modes.length > 1 ? mode.label : undefined],
    context: ["problem"],
    kind: "",
  });
}

/** Only what was chosen here: what Compose does by itself needs no word. */
function profilesText({ chosenProfiles }: StackState, t: Translate): string | undefined {
  if (chosenProfiles === undefined) return undefined;
  return chosenProfiles.length === 0 ? t("no profiles") : t("profiles: {0}", chosenProfiles.join(", "));
}

function collisionText({ collidesWith }: StackState, home: string, t: Translate): string | undefined {
  const [first, ...others] = collidesWith;
  if (first === undefined) return undefined;
  return others.length === 0
    ? t("also used by {0}", shortPath(first, home))
    : t("also used by {0} and {1} more", shortPath(first, home), others.length);
}
