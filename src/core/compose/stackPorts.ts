import type { EngineState, StackState } from "../../shared/model.ts";
import type { Logger } from "../base/logger.ts";
import type { ProcessRunner } from "../base/process.ts";
import { endpointEnv } from "../engine/endpointEnv.ts";
import type { StackStore } from "../stack/store.ts";
import type { DockerContext } from "./command.ts";
import type { DockerCli } from "./dockerCli.ts";
import type { StackFacts } from "./stackFiles.ts";

/** What has to be known to do anything with a stack. */
export interface StackPorts {
  readonly stack: (id: string) => StackState | undefined;
  readonly store: () => StackStore;
  readonly engine: () => EngineState;
  /** Has an engine that does not answer any more told as unreachable. */
  readonly checkAlive: () => Promise<void>;
  readonly cli: DockerCli;
  readonly runner: ProcessRunner;
  readonly logger: Logger;
}

/** @throws Error, in words for the user */
export async function dockerContext({ cli, engine }: StackPorts): Promise<DockerContext> {
  return { docker: await cli.require(), env: endpointEnv(engine()) };
}

/** @throws Error, in words for the user, where there is no such stack any more */
export function stackFacts({ stack, store }: StackPorts, stackId: string): StackFacts {
  const found = stack(stackId);
  if (!found) throw new Error(`The stack ${stackId} is not in this workspace any more.`);
  const { sets, containers } = store();
  const own = [...(containers?.values() ?? [])].filter(({ labels }) => labels.project === stackId);
  return { stack: found, sets, containers: own };
}
