import path from "node:path";
import type { ActionKind } from "../../shared/model.ts";
import type { TerminalCommand } from "../../shared/protocol.ts";
import type { Env } from "../base/which.ts";

/** A program to run, as data: an argument array, never a shell line. */
export interface Command {
  /** What it does, for a progress line: `Build shop: backend`. */
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Over the process's own; `undefined` takes a variable away. */
  readonly env: Env;
}

export interface ComposeContext {
  /** The `docker` program's absolute path. */
  readonly docker: string;
  /** Of the stack's active mode; empty where none is known: the stack was started elsewhere, or its files are gone. */
  readonly files: readonly string[];
  readonly projectDir: string;
  readonly project: string;
  /** What makes the command address the engine that is watched: DOCKER_HOST or DOCKER_CONTEXT. */
  readonly env: Env;
}

export interface ComposeRequest {
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
  /** Only for `rebuild`. */
  readonly noCache?: boolean;
}

/**
 * The command lines of an action, to be run in turn until one fails (Compose 2.20 and later):
 * - `up` creates what is missing, recreates what was edited, starts what is stopped. What the files no longer name
 *   is left alone: nobody asked for its removal.
 * - `down` removes containers and networks; never volumes. For services: their containers only.
 * - `start`, `stop`, `restart` keep the containers. Restarting does not take over an edited file: that is `up`.
 * - `rebuild` builds the image and puts it to work: containers are recreated where the image came out different,
 *   and started where they were not running, with what they depend on, as `up` does.
 *
 * Without files Compose finds a project's containers by its name, which is enough for all but `up` and `rebuild`:
 * those throw, with words for the user.
 */
export function composeCommands(context: ComposeContext, request: ComposeRequest): Command[] {
  const { kind, services } = request;
  if (context.files.length === 0 && (kind === "up" || kind === "rebuild")) {
    throw new Error(
      `The compose files of ${context.project} are not known here. Open the folder that it was started from.`,
    );
  }
  const command = (title: string, ...args: string[]) => compose(context, services, title, args);
  switch (kind) {
    case "up":
      return [command("Up", "up", "--detach")];
    case "down":
      return [
        services.length === 0
          ? command("Down", "down")
          : // `down SERVICE` exists since Compose 2.21 only.
            command("Remove", "rm", "--stop", "--force"),
      ];
    case "start":
      return [command("Start", "start")];
    case "stop":
      return [command("Stop", "stop")];
    case "restart":
      return [command("Restart", "restart")];
    case "rebuild":
      return [
        command("Build", "build", ...(request.noCache ? ["--no-cache"] : [])),
        // Not with `--no-deps`: Compose 2.26 then leaves `depends_on` out of the config hash, so that the container
        // is recreated without a reason, now and by the next Up (tried; 2.40 does not).
        command("Up", "up", "--detach"),
      ];
  }
}

/** A shell in a running container, bash where it has one. */
export function shellCommand(
  docker: string,
  containerId: string,
  env: Readonly<Record<string, string>> = {},
): TerminalCommand {
  const findShell = "command -v bash >/dev/null 2>&1 && exec bash || exec sh";
  return {
    title: `Shell: ${containerId.slice(0, 12)}`,
    program: docker,
    args: ["exec", "-it", containerId, "sh", "-c", findShell],
    env,
  };
}

function compose(
  context: ComposeContext,
  services: readonly string[],
  title: string,
  args: readonly string[],
): Command {
  const { docker, files, project, projectDir } = context;
  const byName = files.length === 0;
  return {
    title: `${title} ${project}${services.length > 0 ? `: ${services.join(", ")}` : ""}`,
    program: docker,
    args: [
      "compose",
      // Read as text in an output channel: no cursor movements, no colours.
      ...["--ansi", "never", "--progress", "plain"],
      ...files.flatMap((file) => ["--file", file]),
      ...["--project-name", project],
      ...args,
      // A service may be called anything, `--volumes` too.
      ...(services.length > 0 ? ["--", ...services] : []),
    ],
    // Compose takes up a file that it finds in the folder, or above: by name alone there must be none.
    cwd: byName ? path.parse(process.cwd()).root : projectDir,
    env: byName ? { ...context.env, COMPOSE_FILE: undefined } : context.env,
  };
}
