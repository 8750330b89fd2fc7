import { ActionRunner } from "../actions/actionRunner.ts";
import { StackOutput } from "../actions/stackOutput.ts";
import { BuildTerminals } from "../builds/buildTerminals.ts";
import { ComposeWatches } from "../composeWatch/composeWatches.ts";
import { LogTerminals } from "../logs/logTerminals.ts";
import { Recordings } from "../report/recordings.ts";
import { AcceptedCollisions } from "./collisions.ts";
import { askAboutCollision } from "./confirm.ts";
import type { CommandGround, CommandParts } from "./parts.ts";

/** Makes what commands work with, at the first command: a window opens without it. */
export function createParts(ground: CommandGround): CommandParts {
  const { core, own, memory } = ground;
  const output = own(new StackOutput());
  const logs = own(new LogTerminals(core));
  return {
    ...ground,
    output,
    logs,
    actions: new ActionRunner(core, output, (stackId, service) => void logs.show({ stackId, service })),
    collisions: new AcceptedCollisions(memory, askAboutCollision),
    watches: own(new ComposeWatches(core, output)),
    recordings: own(new Recordings(core)),
    buildTerminals: own(new BuildTerminals(core)),
  };
}
