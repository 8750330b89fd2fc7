import { LOOSE_STACK_ID } from "../../shared/model.ts";
import type { TerminalCommand } from "../../shared/protocol.ts";
import { filesToActBy, profilesOf } from "./stackFiles.ts";
import { dockerContext, type StackPorts, stackFacts } from "./stackPorts.ts";
import { runCommand } from "./terminalCommands.ts";

/**
 * A program in a new container of a service, for a terminal.
 * @param args empty: the service's own program
 * @throws Error, in words for the user, where no file says how to make one
 */
export async function stackRunCommand(
  ports: StackPorts,
  stackId: string,
  service: string,
  args: readonly string[],
): Promise<TerminalCommand> {
  if (stackId === LOOSE_STACK_ID) {
    throw new Error("Compose did not make this container, so no file says how to make another one like it.");
  }
  const facts = stackFacts(ports, stackId);
  const set = await filesToActBy(facts);
  const { project } = facts.stack;
  const context = { ...(await dockerContext(ports)), project, set, profiles: profilesOf(facts.stack, set) };
  return runCommand(context, service, args);
}
