import type { ContainerState, Drift } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { BLUE, type Icon } from "./level.ts";

export const DRIFT_ICONS: Record<Drift, Icon> = {
  edited: { id: "edit", color: BLUE },
  rebuilt: { id: "arrow-circle-up", color: BLUE },
};

/** What several containers have in common, where they don't agree: an edit, which a new image may follow from. */
export function driftOf(containers: readonly ContainerState[]): Drift | undefined {
  let found: Drift | undefined;
  for (const { drift } of containers) {
    if (drift === "edited") return drift;
    found ??= drift;
  }
  return found;
}

export function driftText(drift: Drift, t: Translate): string {
  switch (drift) {
    case "edited":
      return t("edited since it was made");
    case "rebuilt":
      return t("image is newer");
  }
}
