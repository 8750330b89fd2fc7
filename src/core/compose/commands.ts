import type { ActionKind } from "../../shared/model.ts";
import type { ActionRequest } from "../../shared/protocol.ts";
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
  extends Pick<ActionRequest, "kind" | "services" | "noCache" | "build" | "wait" | "volumes"> {
  /** Only for `up`: what the files do not name goes. */
  readonly removeOrphans?: boolean;
}

/** Without files Compose can do all but these, by the project's name. */
export function needsFiles(kind: ActionKind): boolean {
  return kind === "up" || kind === "recreate" || kind === "rebuild" || kind === "pull";
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
      return upLines(context, request);
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
      return [line("Recreate", "up", "--detach", "--force-recreate", ...(alone ? ["--no-deps"] : []))];
    }
    case "rebuild":
      return rebuildLines(context, request);
    case "pull":
      return [line("Pull", "pull", ...(services.length === 0 ? ["--ignore-buildable"] : []))];
  }
}

function upLines(context: StackContext, request: ComposeRequest): Command[] {
  const { services, build, wait, removeOrphans } = request;
  const own = services.length === 0 ? context.own : {};
  const flags = [...(removeOrphans ? ["--remove-orphans"] : []), ...(wait ? ["--wait"] : [])];
  const up = (...args: string[]) => composeLine(context, "Up", ["up", "--detach", ...args], services);
  if (own.up === undefined) {
    const byCompose = build && own.build === undefined ? ["--build"] : [];
    return [...(build && own.build ? [own.build] : []), up(...byCompose, ...flags)];
  }
  const built = build ? [own.build ?? composeLine(context, "Build", ["build"])] : [];
  // The user's program knows nothing of the flags; what it brought up is not made anew for their sake.
  return [...built, own.up, ...(flags.length > 0 ? [up("--no-recreate", ...flags)] : [])];
}

function rebuildLines(context: StackContext, request: ComposeRequest): Command[] {
  const { services, noCache } = request;
  const own = services.length === 0 ? context.own : {};
  if (noCache && own.build) {
    throw new Error(
      `${context.project} is built by a command of its own, which decides about the cache. Rebuild its services one by one, or run that command yourself.`,
    );
  }
  const build = composeLine(context, "Build", ["build", ...(noCache ? ["--no-cache"] : [])], services);
  // Not with `--no-deps`: what a service needs has to be there.
  return [own.build ?? build, ...upLines(context, { kind: "up", services })];
}
