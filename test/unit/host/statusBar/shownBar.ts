import type { CoreState } from "../../../../src/host/core/coreState.ts";
import type { Situation } from "../../../../src/host/situation/situation.ts";
import { presentStatusBar } from "../../../../src/host/statusBar/present.ts";
import { statusTooltip } from "../../../../src/host/statusBar/tooltip.ts";
import { style } from "../plain.ts";

/** The item with the tooltip that it has a moment later; `undefined`: it is hidden. */
export function shownBar(state: CoreState, situation: Situation = "stacks") {
  const shown = presentStatusBar(state, situation, style);
  return shown && { ...shown, tooltip: statusTooltip(state.app, shown.service, style) };
}
