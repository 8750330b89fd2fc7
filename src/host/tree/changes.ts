import type { BuildsState } from "../../shared/builds.ts";
import { type AppState, LOOSE_STACK_ID, type StackOrigin, type StackState } from "../../shared/model.ts";
import type { Patch } from "../../shared/patch.ts";
import { childNodes, findStack, type Node, nodeId } from "./nodes.ts";
import { presentNode } from "./present.ts";
import type { Style } from "./row.ts";

/** The rows to draw again: everything, or these with what is beneath them; none for an empty list. */
export type Changes = "everything" | readonly Node[];

/**
 * Compares what would be shown, not what is known: a change that no row shows refreshes none. Only the rows that a
 * patch is about are looked at, and those above them, since a thousand rows take longer than a keystroke.
 */
export function changedNodes(
  previous: AppState,
  next: AppState,
  patches: readonly Patch[],
  style: Style,
): Changes {
  if (!sameNodes(childNodes(previous.stacks, undefined), childNodes(next.stacks, undefined))) {
    return "everything";
  }
  const touched = touchedNodes(previous, next, patches);
  return touched.filter(
    (node) => !sameRow(previous, next, node, style) || !sameChildren(previous, next, node, style),
  );
}

function touchedNodes(previous: AppState, next: AppState, patches: readonly Patch[]): Node[] {
  const touched = new Map<string, Node>();
  const touch = (node: Node) => touched.set(nodeId(node), node);
  const touchStack = (id: string, stack: StackState | undefined) => {
    for (const node of rowsOf(id, stack?.origin)) touch(node);
  };
  for (const patch of patches) {
    switch (patch.kind) {
      case "app":
        // No row shows the engine: what it takes away with it comes as patches of the stacks.
        break;
      case "builds":
        for (const { stackId, service } of builtAnew(previous.builds, next.builds)) {
          touchStack(stackId, findStack(next.stacks, stackId));
          touch({ kind: "service", stackId, service });
        }
        break;
      case "order":
        touch({ kind: "group", group: "elsewhere" });
        break;
      case "stackRemoved":
        touchStack(patch.stackId, findStack(previous.stacks, patch.stackId));
        break;
      case "stack": {
        const { id } = patch.stack;
        const before = findStack(previous.stacks, id);
        const after = findStack(next.stacks, id);
        touchStack(id, after);
        if (before === undefined || after === undefined || !showsAtServices(before, after)) break;
        for (const { name } of after.services) touch({ kind: "service", stackId: id, service: name });
        break;
      }
      case "serviceOrder":
        touchStack(patch.stackId, findStack(next.stacks, patch.stackId));
        break;
      case "service":
        touch({ kind: "service", stackId: patch.stackId, service: patch.service.name });
        break;
    }
  }
  return [...touched.values()];
}

/** The services whose builds are not what they were; those of other projects are in nobody's rows. */
function builtAnew(
  previous: BuildsState,
  next: BuildsState,
): { readonly stackId: string; readonly service: string }[] {
  const of = ({ live, last }: BuildsState) => [
    ...live.map((build) => ({ build, stackId: build.stackId })),
    ...last.map((build) => ({ build, stackId: build.stack })),
  ];
  const all = { before: of(previous), after: of(next) };
  const known = new Set<object>(all.before.map(({ build }) => build));
  const still = new Set<object>(all.after.map(({ build }) => build));
  const changed = [
    ...all.before.filter(({ build }) => !still.has(build)),
    ...all.after.filter(({ build }) => !known.has(build)),
  ];
  return changed.flatMap(({ build, stackId }) =>
    stackId === undefined ? [] : build.services.map((service) => ({ stackId, service })),
  );
}

/** Where a change of the stack as a whole may show. */
function rowsOf(id: string, origin: StackOrigin | undefined): Node[] {
  if (id === LOOSE_STACK_ID) return [{ kind: "group", group: "loose" }];
  const stack: Node = { kind: "stack", stackId: id };
  return origin === "elsewhere" ? [{ kind: "group", group: "elsewhere" }, stack] : [stack];
}

/** An action of the stack shows at its services too, and so do its mode and what is known at all. */
function showsAtServices(before: StackState, after: StackState): boolean {
  return (
    before.known !== after.known ||
    before.activeMode !== after.activeMode ||
    declaresAny(before) !== declaresAny(after) ||
    JSON.stringify([before.actions, before.modes]) !== JSON.stringify([after.actions, after.modes])
  );
}

function declaresAny({ services }: StackState): boolean {
  return services.some(({ declared }) => declared);
}

function sameRow(previous: AppState, next: AppState, node: Node, style: Style): boolean {
  return (
    JSON.stringify(presentNode(previous, node, style)) === JSON.stringify(presentNode(next, node, style))
  );
}

function sameChildren(previous: AppState, next: AppState, node: Node, style: Style): boolean {
  const before = childNodes(previous.stacks, node);
  const after = childNodes(next.stacks, node);
  if (!sameNodes(before, after)) return false;
  // A stack's services are touched by their own patches; a service's containers have none.
  return node.kind !== "service" || after.every((child) => sameRow(previous, next, child, style));
}

/** Both are children of one row, so that the last part of their names tells them apart. */
function sameNodes(left: readonly Node[], right: readonly Node[]): boolean {
  return (
    left.length === right.length &&
    left.every((node, index) => {
      const other = right[index];
      return node.kind === other?.kind && lastName(node) === lastName(other);
    })
  );
}

function lastName(node: Node): string {
  switch (node.kind) {
    case "stack":
      return node.stackId;
    case "service":
      return node.service;
    case "container":
      return node.containerId;
    case "problem":
      return node.modeId;
    case "group":
      return node.group;
  }
}
