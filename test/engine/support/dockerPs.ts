import type { Watched } from "../../unit/core/engine/support/watched.ts";
import { docker } from "./docker.ts";

/** A user would look again after as long. */
const SOON_MS = 5_000;

export interface PsOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Only the containers of this project are compared. */
  readonly project?: string;
}

/** Waits until what is told of the containers is what `docker ps --all` says now; for 5 s at most. */
export async function untilAsDockerPs(watched: Watched, { env, project }: PsOptions): Promise<void> {
  const filter = project === undefined ? [] : ["--filter", `label=com.docker.compose.project=${project}`];
  const format = ["--format", "{{.ID}} {{.Names}} {{.State}}"];
  const output = await docker(["ps", "--all", "--no-trunc", ...filter, ...format], env ?? process.env);
  const listed = output.split("\n").filter(Boolean).sort().join("\n");
  const told = () =>
    [...(watched.containers?.values() ?? [])]
      .filter(({ labels }) => project === undefined || labels.project === project)
      .map(({ id, name, status }) => `${id} ${name} ${status}`)
      .sort()
      .join("\n");
  await watched.until(
    `it is as docker ps:\n${listed}`,
    () => watched.containers !== undefined && told() === listed,
    SOON_MS,
  );
}
