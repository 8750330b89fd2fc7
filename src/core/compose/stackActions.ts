import type { EndpointInfo, EngineState } from "../../shared/model.ts";
import type { ActionRequest, ActionResult } from "../../shared/protocol.ts";
import { runAction } from "./actions.ts";
import type { ComposeWatches } from "./composeWatches.ts";
import type { ActionQueue } from "./queue.ts";
import { intending, readOwn } from "./stackBuilds.ts";
import { type StackCommandPorts, stackCommands } from "./stackCommands.ts";
import { dockerContext } from "./stackPorts.ts";

export interface StackActionPorts extends StackCommandPorts {
  /** Lists the containers again. */
  readonly relist: () => Promise<void>;
  readonly queue: ActionQueue;
  readonly watches: ComposeWatches;
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
  const meant = endpointOf(ports.engine());
  return ports.queue.run(request.stackId, request, signal, async (ownSignal) => {
    await ports.checkAlive();
    const { runner, logger } = ports;
    requireSame(meant, endpointOf(ports.engine()));
    const docker = await dockerContext(ports);
    const { commands, building } = await stackCommands(ports, docker, request, ownSignal);
    if (ownSignal.aborted) return { kind: "cancelled" };
    if (endsWatch(request)) await ports.watches.end(request.stackId);
    const result = await intending(ports, building, ports.trigger ?? "button", async (run) => {
      const read = await readOwn(ports, docker, run, building, commands, ownSignal);
      return runAction({ runner, ...read, signal: ownSignal, emit, logger });
    });
    // A command that was cut short tells nobody what it left behind.
    if (result.kind !== "done") await ports.relist().catch((error: unknown) => logger.warn(String(error)));
    return result;
  });
}

function endpointOf(engine: EngineState): EndpointInfo | undefined {
  return "endpoint" in engine ? engine.endpoint : undefined;
}

/**
 * A Down that waited for its turn must not be carried out on the engine that was chosen meanwhile.
 * @throws Error, in words for the user
 */
function requireSame(meant: EndpointInfo | undefined, now: EndpointInfo | undefined): void {
  if (meant === undefined || now === undefined) return;
  if (meant.host === now.host && meant.context === now.context) return;
  throw new Error(
    `It was meant for the engine at ${meant.context ?? meant.host}, and another one has been chosen since: nothing was done.`,
  );
}

/** A watch of files that are put out of use would bring back what it rebuilds. */
function endsWatch({ kind, services, modeId, containerIds }: ActionRequest): boolean {
  if (services.length > 0 || containerIds !== undefined) return false;
  return kind === "down" || kind === "stop" || kind === "kill" || (kind === "up" && modeId !== undefined);
}
