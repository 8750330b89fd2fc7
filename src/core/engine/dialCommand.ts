import type { EndpointInfo } from "../../shared/model.ts";
import { parseSsh, sshTarget } from "./sshAddress.ts";
import { DialFailed } from "./stdioDial.ts";

export interface DialCommand {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
}

export interface DialPrograms {
  /** The docker command's absolute path; rejects with words for the user where there is none. */
  docker(): Promise<string>;
  /** The absolute path of another program on PATH. */
  find(name: string): Promise<string | undefined>;
}

/** Seconds. A machine that is off would keep ssh waiting for minutes. */
const CONNECT_TIMEOUT_S = 15;

/**
 * What joins its pipes and the engine: `docker system dial-stdio` (docker 18.09 and newer), which knows every context.
 *
 * Where it would call ssh, ssh is called here, with the same command for the far side: the docker command (28.5) asks
 * for the engine's version first, by an ssh connection of its own that often stays open beside the one that was wanted.
 */
export async function dialCommand(endpoint: EndpointInfo, programs: DialPrograms): Promise<DialCommand> {
  const { host, context } = endpoint;
  const ssh = parseSsh(host);
  if (ssh === undefined) {
    const where = context === undefined ? ["--host", host] : ["--context", context];
    return { program: await programs.docker(), args: [...where, "system", "dial-stdio"] };
  }
  const program = await programs.find("ssh");
  if (program === undefined) throw new DialFailed("there is no ssh", NO_SSH);
  const { options, name } = sshTarget(ssh);
  const timeout = ["-o", `ConnectTimeout=${CONNECT_TIMEOUT_S}`];
  // A shell reads it on the far side.
  const socket = ssh.socket === undefined ? [] : [quoted(`--host=unix://${ssh.socket}`)];
  return {
    program,
    // Nobody could answer a question here.
    args: [
      "-o",
      "BatchMode=yes",
      ...timeout,
      "-T",
      ...options,
      "--",
      name,
      "docker",
      ...socket,
      "system",
      "dial-stdio",
    ],
  };
}

/** As the docker command says it. */
const NO_SSH = 'exec: "ssh": executable file not found in $PATH';

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
