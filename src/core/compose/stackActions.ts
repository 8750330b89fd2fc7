import { type EndpointInfo, type EngineState, LOOSE_STACK_ID, type StackState } from "../../shared/model.ts";
import type { ActionRequest, ActionResult } from "../../shared/protocol.ts";
import { runAction } from "./actions.ts";
import type { Command, DockerContext } from "./command.ts";
import { composeCommands, needsFiles } from "./commands.ts";
import { composeIsSince } from "./composeVersion.ts";
import type { ComposeWatches } from "./composeWatches.ts";
import { containerCommands } from "./containerCommands.ts";
import { ownCommand, type ProgramPorts } from "./ownCommands.ts";
import type { ActionQueue } from "./queue.ts";
import { filesIfUsable, filesToActBy, profilesOf, removesOrphans, type StackFacts } from "./stackFiles.ts";
import { dockerContext, type StackPorts, stackFacts } from "./stackPorts.ts";

export interface StackActionPorts extends StackPorts {
  /** Lists the containers again. */
  readonly relist: () => Promise<void>;
  readonly queue: ActionQueue;
  readonly watches: ComposeWatches;
  readonly programs: ProgramPorts;
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
    const commands = await commandsOf(ports, request, ownSignal);
    if (ownSignal.aborted) return { kind: "cancelled" };
    if (endsWatch(request)) await ports.watches.end(request.stackId);
    const result = await runAction({ runner, commands, signal: ownSignal, emit, logger });
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

async function commandsOf(
  ports: StackActionPorts,
  request: ActionRequest,
  signal: AbortSignal,
): Promise<Command[]> {
  const { containerIds, stackId } = request;
  if (containerIds !== undefined) {
    return containersCommands(ports, await dockerContext(ports), request, containerIds);
  }
  const facts = stackFacts(ports, stackId);
  const docker = await dockerContext(ports);
  if (stackId === LOOSE_STACK_ID) return looseCommands(docker, facts, request);
  const { kind, services } = request;
  const set = needsFiles(kind) ? await filesToActBy(facts, request.modeId) : filesIfUsable(facts);
  const profiles = profilesOf(facts.stack, set);
  const { project } = facts.stack;
  const context = { ...docker, project, profiles, ...(set === undefined ? {} : { set }) };
  const own = async (which: "build" | "up", wanted: boolean) =>
    set && wanted && services.length === 0
      ? await ownCommand(which, context, set, ports.programs)
      : undefined;
  const build = await own("build", kind === "rebuild" || (kind === "up" && request.build === true));
  const up = await own("up", kind === "rebuild" || kind === "up");
  const alone = kind === "recreate" && services.length > 0;
  return composeCommands(
    {
      ...context,
      own: { ...(build ? { build } : {}), ...(up ? { up } : {}) },
      everyProfile: reachesBeyondProfiles(facts.stack, request),
      hashWithoutDependencies: alone && (await composeIsSince("2.29.3", ports.runner, docker, signal)),
    },
    {
      ...request,
      removeOrphans: kind === "up" && set !== undefined && removesOrphans(facts, set, request.modeId),
    },
  );
}

function containersCommands(
  ports: StackPorts,
  docker: DockerContext,
  { kind }: ActionRequest,
  ids: readonly string[],
): Command[] {
  const { containers } = ports.store();
  return containerCommands(
    docker,
    kind,
    ids.flatMap((id) => containers?.get(id) ?? []),
  );
}

function looseCommands(docker: DockerContext, { containers }: StackFacts, request: ActionRequest): Command[] {
  const { kind, services } = request;
  if (services.length > 0) {
    const meant = containers.filter(({ labels }) => services.includes(labels.service));
    return containerCommands(docker, kind, meant);
  }
  if (kind === "down") {
    throw new Error("These containers have nothing to do with one another: remove them one by one.");
  }
  // Of many, those that it means something for: the engine refuses the others.
  const running = (status: string) => status === "running" || status === "restarting";
  const fits = ({ status }: { readonly status: string }) => {
    if (kind === "unpause") return status === "paused";
    if (kind === "start") return !running(status) && status !== "paused";
    return kind === "restart" || running(status);
  };
  return containerCommands(docker, kind, containers.filter(fits));
}

/**
 * Whether the stack's containers of inactive profiles are meant too. What takes away or halts means all that there is
 * (else Down would leave them running, and their network with them). Start and Restart do not run again what had
 * ended: a profile's service may be a tool that was meant to run once.
 */
function reachesBeyondProfiles(stack: StackState, { kind, volumes }: ActionRequest): boolean {
  const mode = stack.modes.find(({ id }) => id === stack.activeMode);
  if (kind === "down" && volumes) return (mode?.profiles ?? []).length > 0;
  const inactive = stack.services
    .filter(({ inactiveProfiles }) => inactiveProfiles.length > 0)
    .flatMap(({ containers }) => containers.filter(({ oneOff }) => !oneOff));
  if (inactive.length === 0 || kind === "start") return false;
  return kind !== "restart" || inactive.every(({ status }) => status === "running");
}

/** A watch of files that are put out of use would bring back what it rebuilds. */
function endsWatch({ kind, services, modeId, containerIds }: ActionRequest): boolean {
  if (services.length > 0 || containerIds !== undefined) return false;
  return kind === "down" || kind === "stop" || kind === "kill" || modeId !== undefined;
}
