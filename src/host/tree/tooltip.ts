import type { AppState } from "../../shared/model.ts";
import { containerTexts } from "./containerTooltip.ts";
import { groupTexts } from "./groupTooltip.ts";
import { findContainer, findService, findStack, type Node } from "./nodes.ts";
import type { Style } from "./row.ts";
import { serviceTexts } from "./serviceTooltip.ts";
import { problemTexts, stackTexts } from "./stackTooltip.ts";
import { type TooltipTexts, toMarkdown } from "./tooltipTexts.ts";

/** The Markdown shown on hover, made when it is asked for; `undefined` once the node is gone. */
export function tooltip(app: AppState, node: Node, style: Style): string | undefined {
  const texts = textsOf(app, node, style);
  return texts && toMarkdown(texts);
}

function textsOf(app: AppState, node: Node, style: Style): TooltipTexts | undefined {
  if (node.kind === "group") return groupTexts(node.group, app.engine, style);
  const stack = findStack(app.stacks, node.stackId);
  if (stack === undefined) return undefined;
  if (node.kind === "stack") return stackTexts(stack, app.builds, style);
  if (node.kind === "problem") {
    const mode = stack.modes.find(({ id }) => id === node.modeId);
    return mode && problemTexts(mode, style);
  }
  const service = findService(stack, node.service);
  if (service === undefined) return undefined;
  if (node.kind === "service") {
    const [container] = service.containers;
    return stack.origin === "loose" && container !== undefined
      ? containerTexts(container, stack, style)
      : serviceTexts(service, stack, app, style);
  }
  const container = findContainer(service, node.containerId);
  return container && containerTexts(container, stack, style);
}
