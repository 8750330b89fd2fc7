import { LOOSE_STACK_ID, type StackState } from "../../shared/model.ts";
import type { ActionRequest } from "../../shared/protocol.ts";
import { mayBuild } from "../build/run/buildPlan.ts";
import type { Command, DockerContext } from "./command.ts";
import { composeCommands, needsFiles } from "./commands.ts";
import { composeIsSince } from "./composeVersion.ts";
import { containerCommands } from "./containerCommands.ts";
import { ownCommand, type ProgramPorts } from "./ownCommands.ts";
import { type Building, builderEnv, buildingOf, buildPlan, type StackBuildPorts } from "./stackBuilds.ts";
import { filesIfUsable, filesToActBy, profilesOf, removesOrphans, type StackFacts } from "./stackFiles.ts";
import { type StackPorts, stackFacts } from "./stackPorts.ts";

export interface StackCommandPorts extends StackPorts, StackBuildPorts {
  readonly programs: ProgramPorts;
}

/** What an action runs. */
export interface StackCommands {
  readonly commands: readonly Command[];
  /** Absent: nothing is built. */
  readonly building?: Building | undefined;
}

/** @throws Error, in words for the user */
export async function stackCommands(
  ports: StackCommandPorts,
  docker: DockerContext,
  request: ActionRequest,
  signal: AbortSignal,
): Promise<StackCommands> {
  const { containerIds, stackId } = request;
  if (containerIds !== undefined) {
    return { commands: containersCommands(ports, docker, request, containerIds) };
  }
  const facts = stackFacts(ports, stackId);
  if (stackId === LOOSE_STACK_ID) return { commands: looseCommands(docker, facts, request) };
  const { kind, services } = request;
  const builds = mayBuild(kind);
  const set = needsFiles(kind) ? await filesToActBy(facts, request.modeId) : filesIfUsable(facts);
  const profiles = profilesOf(facts.stack, set);
  const { project } = facts.stack;
  const env = builds ? { ...docker.env, ...builderEnv(ports) } : docker.env;
  const context = { ...docker, env, project, profiles, ...(set === undefined ? {} : { set }) };
  const own = async (which: "build" | "up", wanted: boolean) =>
    set && wanted && services.length === 0
      ? await ownCommand(which, context, set, ports.programs)
      : undefined;
  const build = await own(
    "build",
    kind === "build" || kind === "rebuild" || (kind === "up" && request.build === true),
  );
  const up = await own("up", kind === "rebuild" || kind === "up");
  const alone = kind === "recreate" && services.length > 0;
  // Programs of the user's own decide for themselves.
  const isOwn = build !== undefined || (up !== undefined && kind === "up" && !request.build);
  const plan = builds && set && !isOwn ? await buildPlan(ports, set, request, signal) : undefined;
  const commands = composeCommands(
    {
      ...context,
      own: { ...(build ? { build } : {}), ...(up ? { up } : {}) },
      everyProfile: reachesBeyondProfiles(facts.stack, request),
      hashWithoutDependencies: alone && (await composeIsSince("2.29.3", ports.runner, docker, signal)),
    },
    {
      ...request,
      plan,
      removeOrphans: kind === "up" && set !== undefined && removesOrphans(facts, set, request.modeId),
    },
  );
  return { commands, building: builds && set ? buildingOf(set, request) : undefined };
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
