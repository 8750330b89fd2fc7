import type { EngineState, StackState } from "../../shared/model.ts";
import type { ActionRequest, ActionResult } from "../../shared/protocol.ts";
import type { Logger } from "../base/logger.ts";
import type { ProcessRunner } from "../base/process.ts";
import { endpointEnv } from "../engine/endpointEnv.ts";
import { runAction } from "./actions.ts";
import { type ComposeContext, composeCommands } from "./commands.ts";
import type { DockerCli } from "./dockerCli.ts";
import type { ActionQueue } from "./queue.ts";

export interface StackActionPorts {
  readonly stack: (id: string) => StackState | undefined;
  readonly engine: () => EngineState;
  /** Has an engine that does not answer any more told as unreachable. */
  readonly checkAlive: () => Promise<void>;
  /** Lists the containers again. */
  readonly relist: () => Promise<void>;
  readonly queue: ActionQueue;
  readonly cli: DockerCli;
  readonly runner: ProcessRunner;
  readonly logger: Logger;
}

/**
 * Carries out an action on a stack, once it is its turn. What it runs is decided then, not when it was asked for:
 * the action before it may have changed what the stack is.
 * @throws Error, in words for the user, where it can't be begun
 */
export function runStackAction(
  ports: StackActionPorts,
  request: ActionRequest,
  signal: AbortSignal,
  emit: (text: string) => Promise<void>,
): Promise<ActionResult> {
  return ports.queue.run(request.stackId, request, signal, async (ownSignal) => {
    await ports.checkAlive();
    const context = composeContext(await ports.cli.require(), ports, request);
    const { runner, logger } = ports;
    const commands = composeCommands(context, request);
    const result = await runAction({ runner, commands, signal: ownSignal, emit, logger });
    // A command that was cut short tells nobody what it left behind.
    if (result.kind !== "done") await ports.relist().catch((error: unknown) => logger.warn(String(error)));
    return result;
  });
}

function composeContext(docker: string, ports: StackActionPorts, request: ActionRequest): ComposeContext {
  const stack = ports.stack(request.stackId);
  if (!stack) throw new Error(`The stack ${request.stackId} is not in this workspace any more.`);
  const mode = stack.modes.find(({ id }) => id === stack.activeMode);
  if (!mode && stack.modes.length > 1 && (request.kind === "up" || request.kind === "rebuild")) {
    const labels = stack.modes.map(({ label }) => label).join(", ");
    throw new Error(`${stack.project} has several modes (${labels}): choose one first.`);
  }
  return {
    docker,
    files: mode?.files ?? [],
    projectDir: mode?.projectDir ?? "",
    project: stack.project,
    env: endpointEnv(ports.engine()),
  };
}
