import type { ContainerState, ServiceState, StackOrigin, StackState } from "../../shared/model.ts";
import { brokenModes, ownStacks } from "../status/stackStatus.ts";

/** What is on the engine and not in the workspace. */
export type Group = Exclude<StackOrigin, "workspace">;
const GROUPS: readonly Group[] = ["elsewhere", "loose"];

/** What a row stands for; commands take stacks, services and containers as their argument. */
export type Node =
  | { readonly kind: "stack"; readonly stackId: string }
  /** A container of no stack is a service too: its only container has no row of its own. */
  | { readonly kind: "service"; readonly stackId: string; readonly service: string }
  | {
      readonly kind: "container";
      readonly stackId: string;
      readonly service: string;
      readonly containerId: string;
    }
  /** Files that Compose refused. */
  | { readonly kind: "problem"; readonly stackId: string; readonly modeId: string }
  | { readonly kind: "group"; readonly group: Group };

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
    case "group":
      return JSON.stringify(["group", node.group]);
  }
}

/** The workspace's stacks come first; the groups stand below them where there is anything in them. */
export function childNodes(stacks: readonly StackState[], parent: Node | undefined): Node[] {
  if (parent === undefined) {
    const groups = GROUPS.filter((group) => stacks.some(({ origin }) => origin === group));
    return [...ownStacks(stacks).map(stackNode), ...groups.map((group): Node => ({ kind: "group", group }))];
  }
  switch (parent.kind) {
    case "group":
      return groupNodes(stacks, parent.group);
    case "stack": {
      const { stackId } = parent;
      const stack = findStack(stacks, stackId);
      if (stack === undefined) return [];
      const problems = brokenModes(stack).map(
        (mode): Node => ({ kind: "problem", stackId, modeId: mode.id }),
      );
      return [...problems, ...serviceNodes(stack)];
    }
    case "service": {
      const { stackId, service } = parent;
      const stack = findStack(stacks, stackId);
      if (stack === undefined || stack.origin === "loose") return [];
      const containers = findService(stack, service)?.containers ?? [];
      return containers.map(({ id }) => ({ kind: "container", stackId, service, containerId: id }));
    }
    case "container":
    case "problem":
      return [];
  }
}

export function parentNode(stacks: readonly StackState[], node: Node): Node | undefined {
  switch (node.kind) {
    case "group":
      return undefined;
    case "stack":
      return groupOf(stacks, node.stackId, "elsewhere");
    case "service":
    case "problem":
      return groupOf(stacks, node.stackId, "loose") ?? { kind: "stack", stackId: node.stackId };
    case "container":
      return { kind: "service", stackId: node.stackId, service: node.service };
  }
}

/** The row's thing is there still; costs less than presenting it. */
export function isThere(stacks: readonly StackState[], node: Node): boolean {
  switch (node.kind) {
    case "group":
      return stacks.some(({ origin }) => origin === node.group);
    case "stack":
      return findStack(stacks, node.stackId) !== undefined;
    case "service":
      return serviceOf(stacks, node) !== undefined;
    case "container": {
      const service = serviceOf(stacks, node);
      return service !== undefined && findContainer(service, node.containerId) !== undefined;
    }
    case "problem": {
      const stack = findStack(stacks, node.stackId);
      return stack !== undefined && brokenModes(stack).some((mode) => mode.id === node.modeId);
    }
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

function serviceOf(
  stacks: readonly StackState[],
  { stackId, service }: { readonly stackId: string; readonly service: string },
): ServiceState | undefined {
  const stack = findStack(stacks, stackId);
  return stack && findService(stack, service);
}

function groupOf(stacks: readonly StackState[], stackId: string, group: Group): Node | undefined {
  return findStack(stacks, stackId)?.origin === group ? { kind: "group", group } : undefined;
}

function groupNodes(stacks: readonly StackState[], group: Group): Node[] {
  const members = stacks.filter(({ origin }) => origin === group);
  return group === "loose" ? members.flatMap(serviceNodes) : members.map(stackNode);
}

function stackNode({ id }: StackState): Node {
  return { kind: "stack", stackId: id };
}

function serviceNodes({ id, services }: StackState): Node[] {
  return services.map(({ name }) => ({ kind: "service", stackId: id, service: name }));
}
