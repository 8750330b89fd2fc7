import type { TerminalCommand } from "../../shared/protocol.ts";
import { type ComposeContext, composeFront } from "./composeLine.ts";

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

/**
 * A new container of the service that runs a program and goes with it; without arguments, the service's own. What the
 * service depends on is neither started nor touched: `run` would bring it up, and make anew what was edited.
 */
export function runCommand(
  context: ComposeContext,
  service: string,
  args: readonly string[],
): TerminalCommand {
  const front = composeFront(context);
  const env = { ...front.env, ...(context.set === undefined ? {} : { PWD: context.set.runDir }) };
  return {
    title: `Run ${context.project}: ${service}`,
    program: context.docker,
    args: ["compose", ...front.args, "run", "--rm", "--no-deps", "--", service, ...args],
    env: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}
