import type { ActionKind } from "../../shared/model.ts";
import type { ActionRequest } from "../../shared/protocol.ts";
import type { BuildPlan } from "../build/run/buildPlan.ts";
import type { Command } from "./command.ts";
import { type ComposeContext, composeLine } from "./composeLine.ts";

export interface StackContext extends ComposeContext {
  /** The user's own programs for the whole stack; they go before Compose's. */
  readonly own: { readonly build?: Command; readonly up?: Command };
  /** Containers of services whose profiles are not active are meant as well. */
  readonly everyProfile: boolean;
  /**
   * Compose leaves `depends_on` out of its hash, as it does since 2.29.3. Where it does not, `--no-deps` writes a hash
   * on the container by which the next Up would make it anew without a reason (tried with 2.26).
   */
  readonly hashWithoutDependencies: boolean;
}

export interface ComposeRequest
  extends Pick<ActionRequest, "kind" | "services" | "noCache" | "stampAll" | "build" | "wait" | "volumes"> {
  /** Only for `up`: what the files do not name goes. */
  readonly removeOrphans?: boolean;
  /** What is built with arguments; absent: nothing is given one. */
  readonly plan?: BuildPlan | undefined;
}

/** Without files Compose can do all but these, by the project's name. */
export function needsFiles(kind: ActionKind): boolean {
  return kind === "up" || kind === "recreate" || kind === "build" || kind === "rebuild" || kind === "pull";
}

/**
 * The command lines of an action, to be run in turn until one fails (Compose 2.20 and later):
 * - `up` creates what is missing, recreates what was edited, starts what is stopped. What the files no longer name
 *   is left alone, unless asked: nobody asked for its removal.
 * - `down` removes containers and networks, and volumes only where asked. For services: their containers only.
 * - `start`, `stop`, `restart`, `kill`, `pause`, `unpause` keep the containers. Restarting does not take over an
 *   edited file: that is `up`.
 * - `recreate` makes containers anew from the images that there are. For services: theirs alone; what they depend on
 *   is left as it is.
 * - `build` builds images, no more.
 * - `rebuild` builds the image and puts it to work: containers are recreated where the image came out different,
 *   and started where they were not running, with what they depend on, as `up` does.
 * - `pull` gets images, no more: the next `up` takes them over. What can be built is not pulled with the rest.
 */
export function composeCommands(context: StackContext, request: ComposeRequest): Command[] {
  const { kind, services } = request;
  const line = (title: string, ...args: string[]) => composeLine(context, title, args, services);
  // For services their names are enough.
  const reach = context.everyProfile && services.length === 0 ? { ...context, profiles: ["*"] } : context;
  const onContainers = (title: string, ...args: string[]) => composeLine(reach, title, args, services);
  switch (kind) {
    case "up":
      return upLines(context, request, builtFirst(context, request));
    case "down":
      if (services.length > 0) {
        // `down SERVICE` exists since Compose 2.21 only.
        return [line("Remove", "rm", "--stop", "--force")];
      }
      return [onContainers("Down", "down", ...(request.volumes ? ["--volumes"] : []))];
    case "start":
      return [line("Start", "start")];
    case "stop":
      return [onContainers("Stop", "stop")];
    case "restart":
      return [onContainers("Restart", "restart")];
    case "kill":
      return [onContainers("Kill", "kill")];
    case "pause":
      return [onContainers("Pause", "pause")];
    case "unpause":
      return [onContainers("Unpause", "unpause")];
    case "recreate": {
      const alone = services.length > 0 && context.hashWithoutDependencies;
      const made = line("Recreate", "up", "--detach", "--force-recreate", ...(alone ? ["--no-deps"] : []));
      return [...builtFirst(context, request), made];
    }
    case "build":
      return buildLines(context, request);
    case "rebuild":
      // Not with `--no-deps`: what a service needs has to be there.
      return upLines(context, { kind: "up", services, plan: request.plan }, buildLines(context, request));
    case "pull":
      return [line("Pull", "pull", ...(services.length === 0 ? ["--ignore-buildable"] : []))];
  }
}

function upLines(context: StackContext, request: ComposeRequest, built: readonly Command[]): Command[] {
  const { services, build, wait, removeOrphans, plan } = request;
  const own = services.length === 0 ? context.own : {};
  const flags = [...(removeOrphans ? ["--remove-orphans"] : []), ...(wait ? ["--wait"] : [])];
  const up = (...args: string[]) => composeLine(context, "Up", ["up", "--detach", ...args], services);
  // The user's program knows nothing of the flags; what it brought up is not made anew for their sake.
  if (own.up) return [...built, own.up, ...(flags.length > 0 ? [up("--no-recreate", ...flags)] : [])];
  const byCompose = build && built.length === 0 ? ["--build"] : [];
  const notAgain = plan?.thenNoBuild === true ? ["--no-build"] : [];
  return [...built, up(...byCompose, ...notAgain, ...flags)];
}

/** What is built before Up; nothing where Up itself builds what has to be built. */
function builtFirst(context: StackContext, request: ComposeRequest): Command[] {
  const own = request.services.length === 0 ? context.own : {};
  const isOwn = request.build === true && (own.up !== undefined || own.build !== undefined);
  return isOwn || request.plan !== undefined ? buildLines(context, request) : [];
}

function buildLines(context: StackContext, { services, noCache, stampAll, plan }: ComposeRequest): Command[] {
  const own = services.length === 0 ? context.own : {};
  if ((noCache || stampAll) && own.build) {
    throw new Error(
      `${context.project} is built by a command of its own, which decides about ${noCache ? "the cache" : "build arguments"}. Build its services one by one, or run that command yourself.`,
    );
  }
  if (own.build) return [own.build];
  return (plan?.lines ?? [{ services: [], arguments: {} }]).map((line) => {
    const given = Object.entries(line.arguments).flatMap(([name, value]) => [
      "--build-arg",
      `${name}=${value}`,
    ]);
    const args = ["build", ...(noCache ? ["--no-cache"] : []), ...given];
    return composeLine(context, "Build", args, line.services.length === 0 ? services : line.services);
  });
}
