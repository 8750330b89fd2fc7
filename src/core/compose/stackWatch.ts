import { LOOSE_STACK_ID } from "../../shared/model.ts";
import type { ActionResult } from "../../shared/protocol.ts";
import { runAction } from "./actions.ts";
import type { Command } from "./command.ts";
import { composeLine } from "./composeLine.ts";
import type { ComposeWatches } from "./composeWatches.ts";
import { filesToActBy, profilesOf } from "./stackFiles.ts";
import { dockerContext, type StackPorts, stackFacts } from "./stackPorts.ts";

/**
 * Runs `docker compose watch` for a stack until the signal aborts.
 * @throws Error, in words for the user, where it can't be begun
 */
export async function watchStack(
  ports: StackPorts & { readonly watches: ComposeWatches },
  stackId: string,
  signal: AbortSignal,
  emit: (text: string) => Promise<void>,
): Promise<ActionResult> {
  await ports.checkAlive();
  const command = await watchCommand(ports, stackId);
  const { runner, logger } = ports;
  return ports.watches.run(stackId, signal, (ownSignal) =>
    runAction({ runner, commands: [command], signal: ownSignal, emit, logger }),
  );
}

/** `--no-up`: it begins with what runs. Where nothing does, it would start what it rebuilds, and sync to nowhere. */
async function watchCommand(ports: StackPorts, stackId: string): Promise<Command> {
  if (stackId === LOOSE_STACK_ID)
    throw new Error("Compose did not make these containers: no file says what to watch.");
  const facts = stackFacts(ports, stackId);
  const { project, running } = facts.stack;
  const set = await filesToActBy(facts);
  if (set.model?.services.every(({ watchable }) => !watchable)) {
    throw new Error(`No service of ${project} has a develop.watch section in its compose files.`);
  }
  if (running === 0) throw new Error(`Nothing of ${project} is running: bring it up first.`);
  const context = { ...(await dockerContext(ports)), project, set, profiles: profilesOf(facts.stack, set) };
  return composeLine(context, "Watch", ["watch", "--no-up"]);
}
