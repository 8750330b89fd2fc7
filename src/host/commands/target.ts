import type { ContainerState, ServiceState, StackMode, StackState } from "../../shared/model.ts";
import { activeMode, brokenModes } from "../status/stackStatus.ts";
import { findContainer, findService, findStack } from "../tree/nodes.ts";

/** What a command is about, resolved against the state of now: rows and links may be older than it. */
export interface Target {
  readonly stack: StackState;
  readonly service?: ServiceState;
  readonly container?: ContainerState;
  /** Of the stack's modes, the one that the row is about; it may not be there any more. */
  readonly modeId?: string;
}

export type ServiceTarget = Target & { readonly service: ServiceState };
export type ContainerTarget = ServiceTarget & { readonly container: ContainerState };

/** Names that came with a command; `{ stackId }` is a whole stack. */
interface TargetNames {
  readonly stackId: string;
  readonly service?: string;
  readonly containerId?: string;
  readonly modeId?: string;
}

/**
 * The target that a row, a link or another extension gave.
 * `none`: there was no argument, the user has to be asked; `gone`: it is not there any more.
 */
export function resolveTarget(
  stacks: readonly StackState[],
  argument: unknown,
):
  | { readonly kind: "found"; readonly target: Target }
  | { readonly kind: "none" }
  | { readonly kind: "gone" } {
  const names = decode(argument);
  if (names === undefined) return { kind: "none" };
  const stack = findStack(stacks, names.stackId);
  if (stack === undefined) return { kind: "gone" };
  if (names.service === undefined) {
    const { modeId } = names;
    return { kind: "found", target: { stack, ...(modeId === undefined ? {} : { modeId }) } };
  }
  const service = findService(stack, names.service);
  if (service === undefined) return { kind: "gone" };
  if (names.containerId === undefined) return { kind: "found", target: { stack, service } };
  const container = findContainer(service, names.containerId);
  return container === undefined
    ? { kind: "gone" }
    : { kind: "found", target: { stack, service, container } };
}

/** Whose files to open: the mode that the row names, else one that needs a look, else the one that is used. */
export function modeOf({ stack, modeId }: Target): StackMode | undefined {
  const named = stack.modes.find((mode) => mode.id === modeId);
  return named ?? brokenModes(stack)[0] ?? activeMode(stack) ?? stack.modes[0];
}

function decode(argument: unknown): TargetNames | undefined {
  if (typeof argument !== "object" || argument === null || !("stackId" in argument)) return undefined;
  const { stackId } = argument;
  if (typeof stackId !== "string") return undefined;
  const service =
    "service" in argument && typeof argument.service === "string" ? argument.service : undefined;
  const containerId =
    "containerId" in argument && typeof argument.containerId === "string" ? argument.containerId : undefined;
  const modeId = "modeId" in argument && typeof argument.modeId === "string" ? argument.modeId : undefined;
  return {
    stackId,
    ...(service === undefined ? {} : { service, ...(containerId === undefined ? {} : { containerId }) }),
    ...(modeId === undefined ? {} : { modeId }),
  };
}
