import type { StackMode, StackState } from "../../shared/model.ts";

/** Containers of its own that were made in another mode: to switch is to replace them. */
export function replacesContainers(stack: StackState, mode: StackMode): boolean {
  const created = stack.services.some(({ containers }) => containers.some(({ oneOff }) => !oneOff));
  return created && stack.activeMode !== mode.id;
}
