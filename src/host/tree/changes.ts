import type { AppState, StackSummary } from "../../shared/model.ts";
import type { Patch } from "../../shared/patch.ts";
import { childNodes, findStack, type Node, nodeId } from "./nodes.ts";
import { presentNode, type Style } from "./present.ts";

/** The rows to draw again: everything, or these with what is beneath them; none for an empty list. */
export type Changes = "everything" | readonly Node[];

/** Compares what would be shown, not what is known: a change that no row shows refreshes none. */
export function changedNodes(
  previous: AppState,
  next: AppState,
  patches: readonly Patch[],
  style: Style,
): Changes {
  const touched = new Map<string, Node>();
  const touch = (node: Node) => touched.set(nodeId(node), node);
  for (const patch of patches) {
    switch (patch.kind) {
      case "app":
        // Ports are shown as the engine's machine is reached.
        if (previous.engine !== next.engine) childNodes(next.stacks, undefined).forEach(touch);
        break;
      case "order":
      case "stackRemoved":
        return "everything";
      case "stack": {
        const before = findStack(previous.stacks, patch.stack.id);
        if (before === undefined) return "everything";
        touch({ kind: "stack", stackId: patch.stack.id });
        if (!showsAtServices(before, patch.stack)) break;
        for (const node of childNodes(next.stacks, { kind: "stack", stackId: patch.stack.id })) touch(node);
        break;
      }
      case "serviceOrder":
        touch({ kind: "stack", stackId: patch.stackId });
        break;
      case "service":
        touch({ kind: "service", stackId: patch.stackId, service: patch.service.name });
        break;
    }
  }
  return [...touched.values()].filter(
    (node) => !sameRow(previous, next, node, style) || !sameChildren(previous, next, node, style),
  );
}

/** An action of the stack shows at its services too, and so do its mode and whether anything is known. */
function showsAtServices(before: StackSummary, after: StackSummary): boolean {
  return (
    before.known !== after.known ||
    before.activeMode !== after.activeMode ||
    JSON.stringify([before.actions, before.modes]) !== JSON.stringify([after.actions, after.modes])
  );
}

function sameRow(previous: AppState, next: AppState, node: Node, style: Style): boolean {
  return (
    JSON.stringify(presentNode(previous, node, style)) === JSON.stringify(presentNode(next, node, style))
  );
}

function sameChildren(previous: AppState, next: AppState, node: Node, style: Style): boolean {
  const before = childNodes(previous.stacks, node);
  const after = childNodes(next.stacks, node);
  if (before.length !== after.length) return false;
  if (before.some((child, index) => nodeId(child) !== nodeId(after[index] ?? node))) return false;
  // A stack's services are touched by their own patches; a service's containers have none.
  return node.kind !== "service" || after.every((child) => sameRow(previous, next, child, style));
}
