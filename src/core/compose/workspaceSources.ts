import type { Logger } from "../base/logger.ts";
import type { ProcessRunner } from "../base/process.ts";
import type { Env } from "../base/which.ts";
import { readModel } from "./config.ts";
import type { DockerCli } from "./dockerCli.ts";
import { findSets } from "./findSets.ts";
import { SetReader } from "./setReader.ts";
import type { WorkspaceSources } from "./workspace.ts";

export interface SourcePorts {
  readonly runner: ProcessRunner;
  readonly cli: DockerCli;
  /** What Compose is run with. */
  readonly env: Env;
  readonly homeDir: string;
  readonly logger: Logger;
}

/** Looks on the disk for the files, and asks the machine's Compose what they mean. */
export function workspaceSources({ runner, cli, env, homeDir, logger }: SourcePorts): WorkspaceSources {
  const reader = new SetReader(async (set, options, signal) => {
    const found = await cli.look();
    if (found.kind !== "found") return { kind: "unasked" };
    return readModel({ runner, docker: found.program, set, ...options, env: {}, signal });
  }, env);
  let said: ReadonlySet<string> = new Set();
  return {
    async find({ folders, stacks }) {
      // Every saved file is a new look: what was wrong at the last one is not said again.
      const now = new Set<string>();
      const warn = (text: string) => {
        if (!said.has(text) && !now.has(text)) logger.warn(text);
        now.add(text);
      };
      const sets = await findSets(folders, stacks, { env, homeDir, logger: { ...logger, warn } });
      said = now;
      return sets;
    },
    read: (set, chosen, signal) => reader.read(set, chosen, signal),
    forget: () => reader.forget(),
  };
}
