import path from "node:path";
import type { BakedCode, BuildBrief, BuildsState, LiveBuild } from "../../shared/builds.ts";
import type { StackState } from "../../shared/model.ts";
import { formatClock } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";

/** The build of the service that is under way, whoever started it. */
export function liveBuildOf(builds: BuildsState, stackId: string, service: string): LiveBuild | undefined {
  return builds.live.find((build) => build.stackId === stackId && build.services.includes(service));
}

/** The service's newest build that has ended. */
export function lastBuildOf(builds: BuildsState, stackId: string, service: string): BuildBrief | undefined {
  return builds.last.find((build) => build.stack === stackId && build.services.includes(service));
}

/**
 * The service's newest build, where that failed and no other one is under way. One of another mode than the active one
 * says nothing of what runs.
 */
export function failedBuildOf(
  builds: BuildsState,
  { id, modes, activeMode }: StackState,
  service: string,
): BuildBrief | undefined {
  const last = lastBuildOf(builds, id, service);
  if (last?.result !== "failed" || liveBuildOf(builds, id, service) !== undefined) return undefined;
  const active = modes.find((mode) => mode.id === activeMode)?.label;
  return active !== undefined && last.mode !== undefined && last.mode !== active ? undefined : last;
}

/** `backend`, or `backend, worker` where one build makes several; its folder's name where it is no service's. */
export function buildName({ services, name }: Pick<LiveBuild, "services" | "name">): string {
  return services.length > 0 ? services.join(", ") : name;
}

/** `5/9`; `undefined` until it is known how many steps there are. */
export function stepText({ done, total }: LiveBuild): string | undefined {
  return total > 0 ? `${done}/${total}` : undefined;
}

/** A notification and a tooltip have room for a line. */
const LONGEST_STEP = 60;

/** `RUN cargo build`: the instruction at work without its options, which may fill a line by themselves. */
export function runningText({ running }: LiveBuild): string | undefined {
  const text = running?.replace(/^([A-Z]+)(?: --\S+)+ /, "$1 ");
  return text === undefined || text.length <= LONGEST_STEP ? text : `${text.slice(0, LONGEST_STEP - 1)}…`;
}

/** What is built within a second was found in the cache: `0:42 of ~0:00` would say nothing. */
const LEAST_USUAL = 1000;

/** `0:42 of ~2:10`, and `0:42` where nobody knows how long it takes. BuildKit's clock may be ahead of ours. */
export function elapsedText(
  { startedAt, usual }: LiveBuild,
  { t, times }: Pick<Style, "t" | "times">,
): string {
  const elapsed = formatClock(times.now - startedAt);
  return usual === undefined || usual < LEAST_USUAL ? elapsed : t("{0} of ~{1}", elapsed, formatClock(usual));
}

/** `backend 5/9 · 0:42 of ~2:10` */
export function liveText(build: LiveBuild, style: Pick<Style, "t" | "times">): string {
  const what = [buildName(build), stepText(build)].filter((text) => text !== undefined).join(" ");
  return `${what} · ${elapsedText(build, style)}`;
}

/** `image lacks your change in main.rs` */
export function lacksText({ files, more }: Extract<BakedCode, { kind: "changed" }>, t: Translate): string {
  const [first] = files;
  const name = first === undefined ? t("a file") : path.basename(first.file);
  const others = Math.max(0, files.length - 1) + more;
  return others === 0
    ? t("image lacks your change in {0}", name)
    : t("image lacks your changes in {0} and {1} more", name, others);
}
