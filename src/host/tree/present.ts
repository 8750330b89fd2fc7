import type { AppState } from "../../shared/model.ts";
import { findContainer, findService, findStack, type Node } from "./nodes.ts";
import { presentContainer } from "./presentContainer.ts";
import { presentGroup } from "./presentGroup.ts";
import { presentLoose, presentService } from "./presentService.ts";
import { presentProblem, presentStack } from "./presentStack.ts";
import type { Row, Style } from "./row.ts";

/** `undefined` once the state no longer has what the node stands for. */
export function presentNode(app: AppState, node: Node, style: Style): Row | undefined {
  if (node.kind === "group") return presentGroup(app.stacks, node.group, style);
  const stack = findStack(app.stacks, node.stackId);
  if (stack === undefined) return undefined;
  if (node.kind === "stack") return presentStack(stack, app.builds, style);
  if (node.kind === "problem") {
    const mode = stack.modes.find(({ id }) => id === node.modeId);
    return mode && presentProblem(mode, stack, style);
  }
  const service = findService(stack, node.service);
  if (service === undefined) return undefined;
  if (node.kind === "service") {
    const present = stack.origin === "loose" ? presentLoose : presentService;
    return present(service, stack, app, style);
  }
  const container = findContainer(service, node.containerId);
  return container && presentContainer(container, style);
}
