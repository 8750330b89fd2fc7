import type {
  ActionState,
  ContainerState,
  ContainerStatus,
  ServiceState,
  StackState,
} from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { actionProgress } from "./actionWords.ts";
import { containerStatus } from "./containerStatus.ts";
import { GREY, needsAttention, type Status, WORKING, worst } from "./level.ts";

/** One-off containers are visitors: what `compose run` made says nothing of the service. */
export function ownContainers(service: ServiceState): ContainerState[] {
  return service.containers.filter((container) => !container.oneOff);
}

const STOPPABLE: ReadonlySet<ContainerStatus> = new Set<ContainerStatus>(["running", "restarting", "paused"]);

/** Stop would change something: also one that crashes again and again, or is paused, has not been stopped. */
export function isStoppable(service: ServiceState): boolean {
  return ownContainers(service).some((container) => STOPPABLE.has(container.status));
}

export function serviceStatus(service: ServiceState, stack: StackState, t: Translate): Status {
  const status = restingStatus(service, stack, t);
  const action = actionAtWork(stack);
  if (action === undefined || !touches(action, service, status)) return status;
  return { level: "working", text: actionProgress(action, t), icon: WORKING };
}

/** The action that is being carried out on the stack, not one that waits. */
export function actionAtWork(stack: StackState): ActionState | undefined {
  return stack.actions.find((action) => action.phase !== "queued");
}

function restingStatus(service: ServiceState, stack: StackState, t: Translate): Status {
  if (!stack.known) return { level: "unknown", text: t("state unknown"), icon: { id: "question" } };
  const containers = ownContainers(service);
  const statuses = containers.map((container) => containerStatus(container, t));
  const status = worst(statuses);
  if (status === undefined) {
    return { level: "idle", text: t("not created"), icon: { id: "circle-outline", color: GREY } };
  }
  if (containers.length === 1) return status;
  const running = containers.filter((container) => container.status === "running").length;
  const count = t("{0} of {1} running", running, containers.length);
  return { ...status, text: needsAttention(status.level) ? `${count} · ${status.text}` : count };
}

/** Whether the action has yet to do something about the service, as far as its state tells. */
function touches(action: ActionState, service: ServiceState, status: Status): boolean {
  if (action.services.length > 0) return action.services.includes(service.name);
  const containers = ownContainers(service);
  switch (action.kind) {
    case "up":
    case "start":
      return status.level !== "ok" && !containers.some((container) => container.status === "running");
    case "stop":
      return isStoppable(service);
    case "down":
      return containers.length > 0;
    case "restart":
      return containers.length > 0;
    case "rebuild":
      return service.buildable;
  }
}
