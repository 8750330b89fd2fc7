import type { ContainerState, ServiceState, StackState } from "../../shared/model.ts";
import { brokenModes } from "../status/stackStatus.ts";

/** What a row stands for; commands take the first three as their argument. */
export type Node =
  | { readonly kind: "stack"; readonly stackId: string }
  | { readonly kind: "service"; readonly stackId: string; readonly service: string }
  | {
      readonly kind: "container";
      readonly stackId: string;
      readonly service: string;
      readonly containerId: string;
    }
  /** Files that Compose refused. */
  | { readonly kind: "problem"; readonly stackId: string; readonly modeId: string };

/** Stable over the row's life: VS Code keeps selection and expansion by it. */
export function nodeId(node: Node): string {
  switch (node.kind) {
    case "stack":
      return JSON.stringify(["stack", node.stackId]);
    case "service":
      return JSON.stringify(["service", node.stackId, node.service]);
    case "container":
      return JSON.stringify(["container", node.stackId, node.service, node.containerId]);
    case "problem":
      return JSON.stringify(["problem", node.stackId, node.modeId]);
  }
}

export function childNodes(stacks: readonly StackState[], parent: Node | undefined): Node[] {
  if (parent === undefined) return stacks.map((stack) => ({ kind: "stack", stackId: stack.id }));
  const { stackId } = parent;
  const stack = findStack(stacks, stackId);
  if (stack === undefined) return [];
  switch (parent.kind) {
    case "stack":
      return [
        ...brokenModes(stack).map((mode): Node => ({ kind: "problem", stackId, modeId: mode.id })),
        ...stack.services.map((service): Node => ({ kind: "service", stackId, service: service.name })),
      ];
    case "service": {
      const { service } = parent;
      const containers = findService(stack, service)?.containers ?? [];
      return containers.map(({ id }) => ({ kind: "container", stackId, service, containerId: id }));
    }
    case "container":
    case "problem":
      return [];
  }
}

export function parentNode(node: Node): Node | undefined {
  const { stackId } = node;
  switch (node.kind) {
    case "stack":
      return undefined;
    case "service":
    case "problem":
      return { kind: "stack", stackId };
    case "container":
      return { kind: "service", stackId, service: node.service };
  }
}

/** The row's thing is there still; costs less than presenting it. */
export function isThere(stacks: readonly StackState[], node: Node): boolean {
  const stack = findStack(stacks, node.stackId);
  if (stack === undefined) return false;
  switch (node.kind) {
    case "stack":
      return true;
    case "service":
      return findService(stack, node.service) !== undefined;
    case "container": {
      const service = findService(stack, node.service);
      return service !== undefined && findContainer(service, node.containerId) !== undefined;
    }
    case "problem":
      return brokenModes(stack).some((mode) => mode.id === node.modeId);
  }
}

export function findStack(stacks: readonly StackState[], id: string): StackState | undefined {
  return stacks.find((stack) => stack.id === id);
}

export function findService(stack: StackState, name: string): ServiceState | undefined {
  return stack.services.find((service) => service.name === name);
}

export function findContainer(service: ServiceState, id: string): ContainerState | undefined {
  return service.containers.find((container) => container.id === id);
}
