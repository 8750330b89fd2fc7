import { createHash } from "node:crypto";
import path from "node:path";
import * as z from "zod/mini";

/** Runs a program to its end; rejects where it can't be started or fails. */
export type Run = (program: string, args: readonly string[]) => Promise<{ readonly stdout: string }>;

/** `docker context inspect` (28.2): other fields, such as the certificates' place, are not read. */
const Inspected = z.array(z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) }));

/**
 * The host of a Docker context, as the docker command knows it; `undefined` where it names none.
 * Rejects with what `run` rejects with: no such context, no docker command.
 */
export async function contextHost(name: string, run: Run, docker = "docker"): Promise<string | undefined> {
  const { stdout } = await run(docker, ["context", "inspect", "--", name]);
  let data: unknown;
  try {
    data = JSON.parse(stdout);
  } catch {
    throw new Error("`docker context inspect` printed something that is not JSON");
  }
  const result = Inspected.safeParse(data);
  return result.success ? result.data[0]?.Endpoints.docker.Host || undefined : undefined;
}

export function dockerConfigDir(env: Readonly<Record<string, string | undefined>>, homeDir: string): string {
  return env["DOCKER_CONFIG"] || path.join(homeDir, ".docker");
}

/** Where the docker command (24 to 28) keeps the certificates of a context: a folder named by the name's digest. */
export function contextTlsDir(configDir: string, name: string): string {
  const digest = createHash("sha256").update(name).digest("hex");
  return path.join(configDir, "contexts", "tls", digest, "docker");
}
