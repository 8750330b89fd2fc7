import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { type Env, findProgram } from "../base/which.ts";
import type { Command } from "./command.ts";
import { type ComposeContext, composeFront } from "./composeLine.ts";
import type { ComposeFileSet } from "./model.ts";

export interface ProgramPorts {
  /** Where PATH is. */
  readonly env: Env;
  readonly platform: NodeJS.Platform;
}

type OwnSet = Pick<ComposeFileSet, "files" | "projectDir" | "runDir" | "envFiles" | "commands">;

/**
 * The user's own command for a stack, as something to run: in the folder where Compose would be run, and told by
 * variables which engine, project, files and profiles are meant, so that a plain `docker compose` in it agrees.
 * @throws Error, in words for the user, where its program can't be started here
 */
export async function ownCommand(
  kind: "build" | "up",
  context: ComposeContext,
  set: OwnSet,
  ports: ProgramPorts,
): Promise<Command | undefined> {
  const [name, ...args] = set.commands[kind] ?? [];
  if (name === undefined) return undefined;
  return {
    title: `${kind === "build" ? "Build" : "Up"} ${context.project}`,
    program: await locate(name, set.runDir, ports),
    args,
    cwd: set.runDir,
    env: { ...composeFront(context).env, ...composeVariables(context, set) },
  };
}

function composeVariables({ project, profiles }: ComposeContext, set: OwnSet): Env {
  return {
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: set.files.join(path.delimiter),
    COMPOSE_PATH_SEPARATOR: path.delimiter,
    ...(set.envFiles.length === 0 ? {} : { COMPOSE_ENV_FILES: set.envFiles.join(",") }),
    ...(profiles === undefined ? {} : { COMPOSE_PROFILES: profiles.join(",") }),
    // Read as text in an output channel.
    COMPOSE_ANSI: "never",
    COMPOSE_PROGRESS: "plain",
    BUILDKIT_PROGRESS: "plain",
  };
}

async function locate(name: string, folder: string, { env, platform }: ProgramPorts): Promise<string> {
  const where = `${name}, from the setting devloop.stacks,`;
  if (!/[\\/]/.test(name)) {
    const found = await findProgram(name, env, platform);
    if (found === undefined) throw new Error(`The program ${where} was not found on PATH.`);
    return found;
  }
  const file = path.resolve(folder, name);
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new Error(`The program ${where} does not exist: there is no file ${file}.`);
  if (platform === "win32" && !/\.(?:exe|com)$/i.test(file)) {
    throw new Error(
      `Windows can't start ${where} by itself: put the program that runs it in front, as in ["bash", "${name}"].`,
    );
  }
  await access(file, constants.X_OK).catch(() => {
    throw new Error(
      `The program ${where} is not executable: allow it (chmod +x), or put the program that runs it in front, as in ["bash", "${name}"].`,
    );
  });
  return file;
}
