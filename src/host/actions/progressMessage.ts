import type { LiveBuild } from "../../shared/builds.ts";
import type { ActionKind } from "../../shared/model.ts";
import type { ActionRequest } from "../../shared/protocol.ts";
import { buildName, elapsedText, runningText, stepText } from "../status/buildWords.ts";
import type { Style } from "../tree/row.ts";

/** Of these, images are built, or may be. */
const BUILDING: ReadonlySet<ActionKind> = new Set(["build", "rebuild", "up", "recreate"]);

/** The builds under way that an action may have begun: not those of a terminal, nor of another service. */
export function buildsOf(
  { kind, stackId, services }: Pick<ActionRequest, "kind" | "stackId" | "services">,
  live: readonly LiveBuild[],
): LiveBuild[] {
  if (!BUILDING.has(kind)) return [];
  return live.filter(
    (build) =>
      build.trigger === "button" &&
      build.stackId === stackId &&
      (services.length === 0 || services.some((name) => build.services.includes(name))),
  );
}

/** A notification has room for a few lines. */
const MOST_BUILDS = 3;

/** `backend 5/9 RUN cargo build · 0:42 of ~2:10`, for each build. */
export function progressMessage(builds: readonly LiveBuild[], style: Style): string {
  const shown = builds.slice(0, MOST_BUILDS).map((build) => {
    const what = [buildName(build), stepText(build), runningText(build)];
    return `${what.filter((text) => text !== undefined).join(" ")} · ${elapsedText(build, style)}`;
  });
  const more = builds.length - shown.length;
  return [...shown, ...(more > 0 ? [style.t("{0} more", more)] : [])].join(" | ");
}
