import type { AppState, ContainerState, ServiceState, StackMode, StackState } from "../../shared/model.ts";
import { portAddresses } from "../ports/addresses.ts";
import { containerStatus } from "../status/containerStatus.ts";
import { type Icon, RED, type Status } from "../status/level.ts";
import { isStoppable, ownContainers, serviceStatus } from "../status/serviceStatus.ts";
import { activeMode, stackStatus } from "../status/stackStatus.ts";
import { formatMoment, type TimeStyle } from "../times.ts";
import type { Translate } from "../translate.ts";
import { findContainer, findService, findStack, type Node } from "./nodes.ts";

/** A row as the tree shows it. Equal rows look equal: what did not change here needs no refresh. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly icon: Icon;
  /** Words that package.json's `viewItem =~` clauses look for. */
  readonly contextValue: string;
  /** What a screen reader says: the icon's meaning is in the text, so label and description suffice. */
  readonly accessibilityLabel: string;
  readonly collapsible: "none" | "collapsed" | "expanded";
}

export interface Style {
  readonly t: Translate;
  readonly times: TimeStyle;
}

/** `undefined` once the state no longer has what the node stands for. */
export function presentNode(app: AppState, node: Node, style: Style): Row | undefined {
  const stack = findStack(app.stacks, node.stackId);
  if (stack === undefined) return undefined;
  if (node.kind === "stack") return presentStack(stack, style);
  if (node.kind === "problem") {
    const mode = stack.modes.find((candidate) => candidate.id === node.modeId);
    return mode?.problem === undefined
      ? undefined
      : presentProblem(mode, mode.problem, stack.modes.length > 1, style);
  }
  const service = findService(stack, node.service);
  if (service === undefined) return undefined;
  if (node.kind === "service") return presentService(service, stack, app, style);
  const container = findContainer(service, node.containerId);
  return container && presentContainer(container, style);
}

function presentStack(stack: StackState, { t }: Style): Row {
  const status = stackStatus(stack, t);
  const mode = stack.modes.length > 1 ? activeMode(stack)?.label : undefined;
  const waiting = stack.actions.filter((action) => action.phase === "queued").length;
  const containers = stack.services.some((service) => service.containers.length > 0);
  return row(stack.project, status.icon, "expanded", {
    texts: [status.text, mode, waiting > 0 ? t("{0} waiting", waiting) : undefined],
    context: [
      "stack",
      stack.services.some(isStoppable) && "stoppable",
      containers && "created",
      stack.modes.length > 0 && "files",
      stack.modes.length > 1 && "modes",
      stack.services.some((service) => service.buildable) && "buildable",
    ],
    kind: t("stack"),
  });
}

function presentService(service: ServiceState, stack: StackState, app: AppState, { t, times }: Style): Row {
  const status = serviceStatus(service, stack, t);
  const containers = ownContainers(service);
  const running = containers.filter((container) => container.status === "running");
  const ports = portAddresses(containers, app.engine);
  // While something is being done about it, this is all in motion.
  const shown = status.level === "working" ? [] : ports;
  return row(service.name, status.icon, service.containers.length > 0 ? "collapsed" : "none", {
    texts: [
      status.text,
      ...shown.slice(0, MOST_PORTS).map((port) => `:${port.published}`),
      shown.length > MOST_PORTS ? t("{0} more ports", shown.length - MOST_PORTS) : undefined,
      sinceText(running, status, { t, times }),
      // Without a mode nobody knows which files would have to name it.
      service.declared || activeMode(stack) === undefined ? undefined : t("not in the compose files"),
    ],
    context: [
      "service",
      running.length > 0 && "running",
      isStoppable(service) && "stoppable",
      containers.length > running.length && "stopped",
      service.containers.length > 0 && "created",
      service.declared && "declared",
      service.buildable && "buildable",
      ports.length > 0 && "ports",
    ],
    kind: t("service"),
  });
}

const MOST_PORTS = 2;

function presentContainer(container: ContainerState, { t, times }: Style): Row {
  const status = containerStatus(container, t);
  const running = container.status === "running";
  return row(container.name, status.icon, "none", {
    texts: [
      status.text,
      container.oneOff ? t("one-off") : undefined,
      sinceText(running ? [container] : [], status, { t, times }),
    ],
    context: [
      "container",
      running && "running",
      container.oneOff && "oneOff",
      running && container.ports.length > 0 && "ports",
    ],
    kind: t("container"),
  });
}

function presentProblem(mode: StackMode, problem: string, oneOfMany: boolean, { t }: Style): Row {
  const [first = ""] = problem.trim().split("\n");
  return row(t("Compose file problem"), { id: "error", color: RED }, "none", {
    texts: [oneOfMany ? mode.label : undefined, first],
    context: ["problem"],
    kind: "",
  });
}

/** Absolute, so that it stays true without a timer; of several containers, the one that started last. */
function sinceText(
  running: readonly ContainerState[],
  status: Status,
  { t, times }: Style,
): string | undefined {
  const starts = running.flatMap(({ startedAt }) => startedAt ?? []);
  if (starts.length === 0 || status.level === "working") return undefined;
  return t("since {0}", formatMoment(Math.max(...starts), times));
}

function row(
  label: string,
  icon: Icon,
  collapsible: Row["collapsible"],
  {
    texts,
    context,
    kind,
  }: { texts: readonly (string | undefined)[]; context: readonly (string | false)[]; kind: string },
): Row {
  const said = texts.filter((text) => text !== undefined && text !== "");
  return {
    label,
    description: said.join(" · "),
    icon,
    contextValue: context.filter((word) => word !== false).join(" "),
    accessibilityLabel: [kind === "" ? label : `${kind} ${label}`, ...said].join(", "),
    collapsible,
  };
}
