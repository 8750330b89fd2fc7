import type { EngineState } from "../../shared/model.ts";
import type { Group } from "./nodes.ts";
import { groupName } from "./presentGroup.ts";
import type { Style } from "./row.ts";

export function groupTexts(group: Group, engine: EngineState, { t }: Style): (string | undefined)[] {
  return [
    groupName(group, t),
    group === "elsewhere"
      ? t("Compose projects on the same engine that were not started from this workspace.")
      : t("Containers on the same engine that no Compose project made."),
    engine.kind === "connected" ? t("Engine: {0}", engine.endpoint.host) : undefined,
  ];
}
