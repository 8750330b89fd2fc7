import type { AppState, ContainerState, ServiceState, StackState, Verdict } from "../../shared/model.ts";
import { escapeMarkdown } from "../markdown.ts";
import { portAddresses } from "../ports/addresses.ts";
import { containerStatus } from "../status/containerStatus.ts";
import { ownContainers } from "../status/serviceStatus.ts";
import { activeMode, stackStatus } from "../status/stackStatus.ts";
import { formatDuration, formatExactly, formatMoment } from "../times.ts";
import type { Translate } from "../translate.ts";
import { findContainer, findService, findStack, type Node } from "./nodes.ts";
import type { Style } from "./present.ts";

/** The Markdown shown on hover, made when it is asked for; `undefined` once the node is gone. */
export function tooltip(app: AppState, node: Node, style: Style): string | undefined {
  const stack = findStack(app.stacks, node.stackId);
  if (stack === undefined) return undefined;
  if (node.kind === "stack") return stackTooltip(stack, style);
  if (node.kind === "problem") {
    const mode = stack.modes.find((candidate) => candidate.id === node.modeId);
    return mode?.problem === undefined ? undefined : paragraphs([...mode.files, mode.problem]);
  }
  const service = findService(stack, node.service);
  if (service === undefined) return undefined;
  if (node.kind === "service") return serviceTooltip(service, app, style);
  const container = findContainer(service, node.containerId);
  return container && containerTooltip(container, style);
}

function stackTooltip(stack: StackState, { t }: Style): string {
  const mode = activeMode(stack);
  const files = mode?.files ?? [];
  const unchosen =
    mode === undefined && stack.modes.length > 1
      ? t("No mode is chosen; there are: {0}", stack.modes.map(({ label }) => label).join(", "))
      : undefined;
  return paragraphs([
    `${stack.project}: ${stackStatus(stack, t).text}`,
    unchosen,
    files.length > 0 ? t("Compose files: {0}", files.join(", ")) : undefined,
  ]);
}

function serviceTooltip(service: ServiceState, app: AppState, style: Style): string {
  const { t } = style;
  const own = ownContainers(service);
  const ports = portAddresses(own, app.engine).map(({ url, target }) =>
    t("{0} (port {1} inside)", url, target),
  );
  return paragraphs([
    service.name,
    verdictText(service.verdict, t),
    ...own.map((container) => `${container.name}: ${stateText(container, style)}`),
    ...ports,
    ...new Set(own.map((container) => t("Image: {0}", container.image))),
  ]);
}

function containerTooltip(container: ContainerState, style: Style): string {
  const { t } = style;
  return paragraphs([
    container.name,
    stateText(container, style),
    container.oneOff ? t("One-off: made by compose run, it ends by itself.") : undefined,
    t("Image: {0}", container.image),
    t("Id: {0}", container.id.slice(0, 12)),
  ]);
}

/** An uptime grows old while the tooltip is kept, so the moment it was true at stands beside it. */
function stateText(container: ContainerState, { t, times }: Style): string {
  const { text } = containerStatus(container, t);
  if (container.status === "running" && container.startedAt !== undefined) {
    return t(
      "{0}, started {1}; up {2} at {3}",
      text,
      formatExactly(container.startedAt, times),
      formatDuration(times.now - container.startedAt, t),
      formatMoment(times.now, times),
    );
  }
  if (container.status === "exited" && container.finishedAt !== undefined) {
    return t("{0}, ended {1}", text, formatExactly(container.finishedAt, times));
  }
  return text;
}

function verdictText(verdict: Verdict, t: Translate): string {
  switch (verdict.kind) {
    case "current":
      return t("Runs your latest change: {0}", verdict.evidence);
    case "pending":
      return t("Not yet: {0} ({1})", verdict.reason, verdict.evidence);
    case "notCurrent":
      return t("Not current: {0} ({1})", verdict.reason, verdict.evidence);
    case "unknown":
      return t("Current or not: unknown ({0})", verdict.reason);
  }
}

/** The first in bold. */
function paragraphs(texts: readonly (string | undefined)[]): string {
  const [first = "", ...rest] = texts.filter((text) => text !== undefined).map(escapeMarkdown);
  return [`**${first}**`, ...rest].join("\n\n");
}
