import type { ActionKind } from "../../shared/model.ts";
import type { ActionRequest, ActionResult } from "../../shared/protocol.ts";
import { rebuildFirst } from "../beforeUp/rebuildFirst.ts";
import type { CommandOptions } from "./options.ts";
import type { CommandParts } from "./parts.ts";
import type { Target } from "./target.ts";

/** How an action is carried out, beside what it is and on what. */
export type Manner = Omit<ActionRequest, "stackId" | "kind" | "services">;

export type Act = (
  kind: ActionKind,
  target: Target | undefined,
  options: CommandOptions,
  manner?: Manner,
) => Promise<ActionResult | undefined>;

/** What containers there are can be told by the project's name; what they should be, by the files alone. */
const NEEDS_FILES: ReadonlySet<ActionKind> = new Set<ActionKind>([
  "up",
  "recreate",
  "build",
  "rebuild",
  "pull",
]);
/** Touches containers that another folder may have made under the same name. */
const TOUCHES: ReadonlySet<ActionKind> = new Set<ActionKind>([
  "up",
  "recreate",
  "rebuild",
  "down",
  "stop",
  "restart",
  "kill",
  "pause",
]);

/** Carries an action out once all that it needs is known and allowed. `undefined`: the user went away. */
export function actor({ core, actions, modes, collisions }: CommandParts): Act {
  return async (kind, target, { confirmed }, manner = {}) => {
    if (target === undefined) return undefined;
    const { stack, service } = target;
    const modeNeeded = NEEDS_FILES.has(kind) && manner.modeId === undefined;
    if (modeNeeded && !(await modes.ensure(stack, core))) return undefined;
    if (TOUCHES.has(kind) && !confirmed && !(await collisions.allow(stack))) return undefined;
    const ups = kind === "up" && manner.build !== true && manner.modeId === undefined;
    const build = ups ? await rebuildFirst(stack, service, confirmed) : manner.build;
    if (ups && build === undefined) return undefined;
    return actions.run({
      ...manner,
      ...(build === true ? { build } : {}),
      stack,
      kind,
      ...(service === undefined ? {} : { service: service.name }),
    });
  };
}
