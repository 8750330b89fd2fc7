import type { LiveBuild } from "../../shared/builds.ts";
import { buildName, elapsedText, runningText, stepText } from "../status/buildWords.ts";
import type { Style } from "../tree/row.ts";

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
