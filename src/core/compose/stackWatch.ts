import { LOOSE_STACK_ID } from "../../shared/model.ts";
import type { ActionResult } from "../../shared/protocol.ts";
import { runAction } from "./actions.ts";
import type { Command } from "./command.ts";
import { composeLine } from "./composeLine.ts";
import type { ComposeWatches } from "./composeWatches.ts";
import { type Building, builderEnv, buildingOf, intending, type StackBuildPorts } from "./stackBuilds.ts";
import { filesToActBy, profilesOf } from "./stackFiles.ts";
import { dockerContext, type StackPorts, stackFacts } from "./stackPorts.ts";

type WatchPorts = StackPorts & StackBuildPorts & { readonly watches: ComposeWatches };

/**
 * Runs `docker compose watch` for a stack until the signal aborts.
 * @throws Error, in words for the user, where it can't be begun
 */
export async function watchStack(
  ports: WatchPorts,
  stackId: string,
  signal: AbortSignal,
  emit: (text: string) => Promise<void>,
): Promise<ActionResult> {
  await ports.checkAlive();
  const { command, building } = await watchCommand(ports, stackId);
  const { runner, logger } = ports;
  return ports.watches.run(stackId, signal, (ownSignal) =>
    intending(ports, building, "watch", () =>
      runAction({ runner, commands: [command], signal: ownSignal, emit, logger }),
    ),
  );
}

/** `--no-up`: it begins with what runs. Where nothing does, it would start what it rebuilds, and sync to nowhere. */
async function watchCommand(
  ports: WatchPorts,
  stackId: string,
): Promise<{ readonly command: Command; readonly building: Building | undefined }> {
  if (stackId === LOOSE_STACK_ID)
    throw new Error("Compose did not make these containers: no file says what to watch.");
  const facts = stackFacts(ports, stackId);
  const { project, running } = facts.stack;
  const set = await filesToActBy(facts);
  if (set.model?.services.every(({ watchable }) => !watchable)) {
    throw new Error(`No service of ${project} has a develop.watch section in its compose files.`);
  }
  if (running === 0) throw new Error(`Nothing of ${project} is running: bring it up first.`);
  const docker = await dockerContext(ports);
  const env = { ...docker.env, ...builderEnv(ports) };
  const context = { ...docker, env, project, set, profiles: profilesOf(facts.stack, set) };
  return {
    command: composeLine(context, "Watch", ["watch", "--no-up"]),
    building: buildingOf(set, { kind: "build", services: [], stackId }),
  };
}
