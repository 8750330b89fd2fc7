import * as vscode from "vscode";
import type { AppState } from "../../shared/model.ts";
import { pickOnceKnown } from "../commands/pick.ts";
import { resolveTarget } from "../commands/target.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { buildName, lastBuildOf, liveBuildOf } from "../status/buildWords.ts";
import { ownStacks } from "../status/stackStatus.ts";
import { style } from "../tree/style.ts";
import { type ChosenBuild, liveChoices, ofStack, recordChoices } from "./buildChoices.ts";
import { readHistory } from "./history.ts";

interface Wanted {
  /** Those under way too. */
  readonly live: boolean;
  /** A service's row means its newest build. */
  readonly newest: boolean;
}

/**
 * Finds out which build is meant: the one that the argument names as `{ build }`, that of a row, else one that is
 * chosen. `undefined`: the user went away, or there is none.
 */
export async function chooseBuild(
  core: CoreProcess,
  argument: unknown,
  question: string,
  { live, newest }: Wanted,
): Promise<ChosenBuild | undefined> {
  const { app } = core.state;
  const named = decodeBuild(argument);
  if (named !== undefined) return known(app, named);
  const resolved = resolveTarget(app.stacks, argument);
  const target = resolved.kind === "found" ? resolved.target : undefined;
  const service = target?.service?.name;
  if (newest && target !== undefined && service !== undefined) {
    const running = liveBuildOf(app.builds, target.stack.id, service);
    const build = running ?? lastBuildOf(app.builds, target.stack.id, service);
    if (build !== undefined) return { id: build.id, title: buildName(build), stackId: target.stack.id };
  }
  const isMeant = (stackId: string | undefined, services: readonly string[]) =>
    (target === undefined || stackId === target.stack.id) &&
    (service === undefined || services.includes(service));
  const choices = async () => {
    const records = await readHistory(core, target?.stack.id);
    const running = live
      ? core.state.app.builds.live.filter((each) => isMeant(each.stackId, each.services))
      : [];
    const ended = records.filter((each) => isMeant(each.stack, each.services));
    return [...liveChoices(running, style()), ...recordChoices(ended, own, style())];
  };
  const own = ownStacks(app.stacks).map(({ id }) => id);
  const limit = limitText(app);
  const none = [vscode.l10n.t("There is no build yet."), limit]
    .filter((text) => text !== undefined)
    .join(" ");
  return pickOnceKnown(choices(), question, none, limit);
}

/** A history that is not all there is says so. */
function limitText({ builds }: AppState): string | undefined {
  return builds.seen === "own"
    ? vscode.l10n.t("Only builds that Dev Loop starts are seen: Docker's buildx is older than 0.21.")
    : undefined;
}

function known({ builds }: AppState, id: string): ChosenBuild {
  const live = builds.live.find((build) => build.id === id);
  if (live !== undefined) return { id, title: buildName(live), ...ofStack(live.stackId) };
  const last = builds.last.find((build) => build.id === id);
  return { id, title: last === undefined ? vscode.l10n.t("one") : buildName(last), ...ofStack(last?.stack) };
}

function decodeBuild(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null || !("build" in argument)) return undefined;
  return typeof argument.build === "string" ? argument.build : undefined;
}
