import type { BuildsState, LiveBuild } from "../../shared/builds.ts";
import type { ContainerState, ServiceState, StackState } from "../../shared/model.ts";
import { formatClock } from "../times.ts";
import type { Style } from "../tree/row.ts";
import { failedBuildOf, lacksText, stepText } from "./buildWords.ts";
import { ERROR, type Icon, needsAttention, type Status, WARNING } from "./level.ts";

/** Not that of an action, which changes all that a row says of a container: a build changes none of it. */
const BUILDING: Icon = { id: "sync~spin" };

/** Of a service that is being built; what it does meanwhile goes without saying. */
export function buildingStatus(build: LiveBuild, { t, times }: Pick<Style, "t" | "times">): Status {
  const steps = stepText(build);
  const words = [steps === undefined ? t("building") : t("building {0}", steps)];
  words.push(formatClock(times.now - build.startedAt));
  return { level: "working", text: words.join(" · "), icon: BUILDING, short: words.join(", ") };
}

/**
 * What a service does, with what its image adds: that the last build of it failed, or that it lacks a change, where
 * that is the verdict. What is under way goes first.
 * @param containers its own
 */
export function withBuild(
  status: Status,
  service: ServiceState,
  stack: StackState,
  containers: readonly ContainerState[],
  builds: BuildsState,
  { t }: Pick<Style, "t">,
): Status {
  if (status.level === "working") return status;
  if (failedBuildOf(builds, stack, service.name) !== undefined) {
    const short = t("build failed");
    return { level: "error", text: `${short} · ${status.text}`, icon: ERROR, short };
  }
  const { verdict, baked } = service;
  if (verdict.kind !== "notCurrent" || verdict.action !== "rebuild") return status;
  if (baked?.code.kind !== "changed" || needsAttention(status.level)) return status;
  const short = lacksText(baked.code, t);
  // That it runs goes without saying, and a narrow view cuts off the end.
  const text = containers.length === 1 ? short : `${status.text} · ${short}`;
  return { level: "warning", text, icon: WARNING, short };
}
