import type { BuildsState } from "../../shared/builds.ts";
import type { StackMode, StackState } from "../../shared/model.ts";
import { withoutFile } from "../../shared/problemText.ts";
import { shortPath } from "../paths.ts";
import { activeMode, stackStatus } from "../status/stackStatus.ts";
import type { Style } from "./row.ts";

export function stackTexts(stack: StackState, builds: BuildsState, style: Style): (string | undefined)[] {
  return [
    `${stack.project}: ${stackStatus(stack, builds, style).text}`,
    ...originTexts(stack, style),
    ...modeTexts(stack, style),
    ...profileTexts(stack, style),
    watchText(stack, style),
    ...collisionTexts(stack, style),
  ];
}

export function problemTexts(mode: StackMode, { t, home }: Style): (string | undefined)[] {
  const { problem, problemPlace: place } = mode;
  if (problem === undefined) return [t("The compose files are in order.")];
  return [
    t("Compose file problem: {0}", paths(mode.files, home)),
    place === undefined ? problem : withoutFile(problem, place),
    place && t("At {0}, line {1}", shortPath(place.file, home), place.line),
  ];
}

function originTexts({ origin, workingDirs = [] }: StackState, { t, home }: Style): (string | undefined)[] {
  if (origin !== "elsewhere") return [];
  return [
    workingDirs.length > 0 ? t("Started in {0}", paths(workingDirs, home)) : undefined,
    t("Its compose files are not in this workspace: open its folder to bring it up or to rebuild it."),
  ];
}

function modeTexts(stack: StackState, { t, home }: Style): (string | undefined)[] {
  const { modes } = stack;
  const mode = activeMode(stack);
  if (mode === undefined) {
    const labels = modes.map(({ label }) => label).join(", ");
    return [modes.length > 1 ? t("No mode is chosen; there are: {0}", labels) : undefined];
  }
  return [
    modes.length > 1 ? t("Mode: {0}", mode.label) : undefined,
    t("Compose files: {0}", paths(mode.files, home)),
  ];
}

function profileTexts(stack: StackState, { t }: Style): (string | undefined)[] {
  const { chosenProfiles } = stack;
  const named = activeMode(stack)?.profiles ?? [];
  const inactive = stack.services.flatMap(({ inactiveProfiles }) => inactiveProfiles);
  return [
    chosenProfiles === undefined
      ? undefined
      : t("Profiles chosen here: {0}", chosenProfiles.length === 0 ? t("none") : chosenProfiles.join(", ")),
    named.length > 0 ? t("Profiles in its files: {0}", named.join(", ")) : undefined,
    inactive.length > 0
      ? t("Not active: {0}. Choose profiles to activate them.", [...new Set(inactive)].join(", "))
      : undefined,
  ];
}

function watchText({ watch }: StackState, { t }: Style): string | undefined {
  switch (watch.kind) {
    case "on":
      return t("Compose watches its files and takes changes into the containers.");
    case "failed":
      return t("Watching has ended, changes are not taken over any more: {0}", watch.reason);
    case "off":
      return undefined;
  }
}

function collisionTexts({ collidesWith, project }: StackState, { t, home }: Style): (string | undefined)[] {
  if (collidesWith.length === 0) return [];
  return [
    t("The project name {0} is also used by {1}.", project, paths(collidesWith, home)),
    t(
      "Compose tells projects apart by name alone: where services have the same name, Up here replaces the other's containers and Down removes them.",
    ),
    t(
      "To keep them apart, give one of them another name: name: in its compose file, or COMPOSE_PROJECT_NAME in its .env file.",
    ),
  ];
}

function paths(files: readonly string[], home: string): string {
  return files.map((file) => shortPath(file, home)).join(", ");
}
