import path from "node:path";
import { parse } from "yaml";
import * as z from "zod/mini";
import type { ComposeFileSet } from "../../src/core/compose/model.ts";

/** What `docker compose config` says of files to somebody who stands in their folder. */
export type Direct =
  | {
      readonly kind: "ok";
      readonly project: string;
      readonly active: readonly string[];
      readonly services: readonly string[];
      readonly profiles: readonly string[];
      readonly buildable: readonly string[];
    }
  | { readonly kind: "refused"; readonly stderr: string; readonly exitCode: number };

/** Runs `docker compose` with the arguments in a folder, to its end. */
export type RunCompose = (
  folder: string,
  args: readonly string[],
) => Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }>;

const Config = z.object({
  name: z.string(),
  services: z.optional(z.nullable(z.record(z.string(), z.object({ build: z.optional(z.unknown()) })))),
});

/** Without naming files where they are the ones that Compose takes by itself. */
export async function askDirectly(set: ComposeFileSet, run: RunCompose): Promise<Direct> {
  // Named by COMPOSE_FILE of another folder.
  const named = set.envFiles.length > 0;
  const folder = named ? set.runDir : set.projectDir;
  const byItself = named || ["default", "production"].includes(set.label);
  const files = byItself ? [] : set.files.flatMap((file) => ["--file", path.relative(folder, file)]);
  const config = await run(folder, [...files, "config"]);
  if (config.exitCode !== 0) return { kind: "refused", stderr: config.stderr, exitCode: config.exitCode };
  const lines = async (...args: string[]) => {
    const { stdout } = await run(folder, [...files, ...args]);
    return stdout.split("\n").filter(Boolean).sort();
  };
  const { name, services } = Config.parse(parse(config.stdout));
  const everything = await run(folder, [...files, "--profile", "*", "config"]);
  const all = everything.exitCode === 0 ? Config.parse(parse(everything.stdout)).services : services;
  const buildable = Object.entries(all ?? {}).filter(([, service]) => service.build !== undefined);
  return {
    kind: "ok",
    project: name,
    active: await lines("config", "--services"),
    services: await lines("--profile", "*", "config", "--services"),
    profiles: await lines("config", "--profiles"),
    buildable: buildable.map(([service]) => service).sort(),
  };
}
