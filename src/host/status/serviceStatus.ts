import type { BuildsState } from "../../shared/builds.ts";
import type {
  ActionState,
  ContainerState,
  ContainerStatus,
  ServiceState,
  StackState,
} from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";
import { actionProgress } from "./actionWords.ts";
import { buildingStatus, withBuild } from "./buildStatus.ts";
import { liveBuildOf } from "./buildWords.ts";
import { containerStatus } from "./containerStatus.ts";
import { driftOf, driftText } from "./driftText.ts";
import { GREY, NOT_RUNNING, needsAttention, type Status, UNKNOWN, WORKING, worst } from "./level.ts";
import { withReload } from "./reloadStatus.ts";

/** One-off containers are visitors: what `compose run` made says nothing of the service. */
export function ownContainers(service: ServiceState): readonly ContainerState[] {
  return service.containers.some(({ oneOff }) => oneOff)
    ? service.containers.filter(({ oneOff }) => !oneOff)
    : service.containers;
}

const STOPPABLE: ReadonlySet<ContainerStatus> = new Set<ContainerStatus>(["running", "restarting", "paused"]);
/** Not `paused`, which `start` refuses (Engine 28.5), and not `dead`, which nothing brings back. */
const STARTABLE: ReadonlySet<ContainerStatus> = new Set<ContainerStatus>(["created", "exited"]);

/** Stop would change something: also one that crashes again and again, or is paused, has not been stopped. */
export function isStoppable(service: ServiceState): boolean {
  return ownContainers(service).some(({ status }) => STOPPABLE.has(status));
}

/** Start would change something. */
export function isStartable(service: ServiceState): boolean {
  return ownContainers(service).some(({ status }) => STARTABLE.has(status));
}

/** At least one container of its own has this status. */
export function has(service: ServiceState, wanted: ContainerStatus): boolean {
  return ownContainers(service).some(({ status }) => status === wanted);
}

/** A build says more than the action that it is a part of. */
export function serviceStatus(
  service: ServiceState,
  stack: StackState,
  builds: BuildsState,
  style: Pick<Style, "t" | "times">,
): Status {
  const { t } = style;
  const action = actionAtWork(stack);
  const touched = action !== undefined && touches(action, service);
  const live = liveBuildOf(builds, stack.id, service.name);
  if (live !== undefined && !(touched && action.phase === "cancelling")) return buildingStatus(live, style);
  if (touched) return { level: "working", text: actionProgress(action, t), icon: WORKING };
  return withBuild(restingStatus(service, stack, t), service, stack, ownContainers(service), builds, style);
}

/** The action that is being carried out on the stack, not one that waits. */
export function actionAtWork(stack: StackState): ActionState | undefined {
  return stack.actions.find((action) => action.phase !== "queued");
}

/** Why Up leaves the service out; `undefined` where it does not. */
export function inactiveText({ inactiveProfiles }: ServiceState, t: Translate): string | undefined {
  if (inactiveProfiles.length === 0) return undefined;
  return inactiveProfiles.length === 1
    ? t("profile {0} is not active", inactiveProfiles[0] ?? "")
    : t("profiles {0} are not active", inactiveProfiles.join(", "));
}

function restingStatus(service: ServiceState, stack: StackState, t: Translate): Status {
  if (!stack.known) return { level: "unknown", text: t("state unknown"), icon: UNKNOWN };
  const containers = ownContainers(service);
  const statuses = containers.map((container) => containerStatus(container, t));
  const status = worst(statuses);
  if (status === undefined) return absentStatus(service, t);
  if (containers.length === 1) return withReload(status, service.reload, containers, t);
  const running = containers.filter((container) => container.status === "running").length;
  const parts = [
    t("{0} of {1} running", running, containers.length),
    detail(containers, statuses, status, t),
  ];
  const text = parts.filter((part) => part !== undefined).join(" · ");
  return withReload({ ...status, text }, service.reload, containers, t);
}

/** Up leaves out what is in no active profile: nothing is missing there. */
function absentStatus(service: ServiceState, t: Translate): Status {
  const inactive = inactiveText(service, t);
  return inactive === undefined
    ? { level: "idle", text: t("not created"), icon: NOT_RUNNING }
    : { level: "idle", text: inactive, icon: { id: "circle-slash", color: GREY } };
}

/** What the count of several containers leaves open. */
function detail(
  containers: readonly ContainerState[],
  statuses: readonly Status[],
  status: Status,
  t: Translate,
): string | undefined {
  if (needsAttention(status.level)) return status.text;
  const alike = statuses.every(({ text }) => text === status.text);
  if (alike && containers[0]?.status !== "running") return status.text;
  const drift = driftOf(containers);
  return drift && driftText(drift, t);
}

/** Whether the action has yet to do something about the service, as far as its state tells. */
function touches(action: ActionState, service: ServiceState): boolean {
  if (action.services.length > 0) return action.services.includes(service.name);
  // What is in no active profile is left out of all that is made anew.
  const active = service.inactiveProfiles.length === 0;
  switch (action.kind) {
    case "up":
      return active && !has(service, "running");
    case "start":
      return ownContainers(service).length > 0 && !has(service, "running");
    case "stop":
    case "kill":
      return isStoppable(service);
    case "down":
    case "restart":
      return ownContainers(service).length > 0;
    case "recreate":
      return active && service.declared;
    case "build":
    case "rebuild":
      return active && service.buildable;
    case "pull":
      return active && service.declared && !service.buildable;
    case "pause":
      return has(service, "running");
    case "unpause":
      return has(service, "paused");
  }
}
