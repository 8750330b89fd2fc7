import type { Env } from "../base/which.ts";
import { type Command, type DockerContext, nowhere } from "./command.ts";
import type { ComposeFileSet } from "./model.ts";
import { setArguments } from "./setArguments.ts";

/** Which project is meant, and how its files are to be read. */
export interface ComposeContext extends DockerContext {
  readonly project: string;
  /** Absent: Compose finds the project's containers by its name, which is enough for those that there are. */
  readonly set?: Pick<ComposeFileSet, "files" | "projectDir" | "runDir" | "envFiles">;
  /** `undefined`: Compose's own (COMPOSE_PROFILES); empty: none. */
  readonly profiles: readonly string[] | undefined;
}

/** Read as text in an output channel: no cursor movements, no colours. */
export const PLAIN = ["--ansi", "never", "--progress", "plain"];

/** `docker compose … <args> -- <services>`, to be read as text. */
export function composeLine(
  context: ComposeContext,
  title: string,
  args: readonly string[],
  services: readonly string[] = [],
): Command {
  const { docker, project, set } = context;
  const front = composeFront(context);
  return {
    title: `${title} ${project}${services.length > 0 ? `: ${services.join(", ")}` : ""}`,
    program: docker,
    // A service may be called anything, `--volumes` too.
    args: ["compose", ...PLAIN, ...front.args, ...args, ...(services.length > 0 ? ["--", ...services] : [])],
    cwd: set?.runDir ?? nowhere(),
    env: front.env,
  };
}

/** What stands between `docker compose` and the subcommand. */
export function composeFront({ project, set, profiles, env }: ComposeContext): {
  readonly args: readonly string[];
  readonly env: Env;
} {
  if (set === undefined) {
    // By name alone there must be no file, wherever the variables point.
    const none = { COMPOSE_FILE: undefined, COMPOSE_ENV_FILES: undefined };
    return { args: ["--project-name", project], env: { ...env, ...none } };
  }
  const front = setArguments({ ...set, project }, profiles);
  return { args: front.args, env: { ...env, ...front.env } };
}
