import { createHash } from "node:crypto";
import path from "node:path";
import * as z from "zod/mini";
import type { DockerContext } from "../../shared/protocol.ts";

/** Runs a program to its end; rejects where it can't be started or fails. */
export type Run = (program: string, args: readonly string[]) => Promise<{ readonly stdout: string }>;

/** What a context says of its engine. */
export interface ContextEndpoint {
  readonly host: string;
  /** The engine's certificate is not to be verified. */
  readonly skipTlsVerify: boolean;
}

/** `docker context inspect` (28.5): other fields, such as the certificates' place, are not read. */
const Inspected = z.array(
  z.object({
    Endpoints: z.object({
      docker: z.object({ Host: z.string(), SkipTLSVerify: z.catch(z.boolean(), false) }),
    }),
  }),
);

/**
 * Where a Docker context leads, as the docker command knows it; `undefined` where it names no engine.
 * Rejects with what `run` rejects with: no such context, no docker command.
 */
export async function inspectContext(
  name: string,
  run: Run,
  docker = "docker",
): Promise<ContextEndpoint | undefined> {
  const { stdout } = await run(docker, ["context", "inspect", "--", name]);
  const result = Inspected.safeParse(parseJson(stdout, "`docker context inspect`"));
  const { Host: host = "", SkipTLSVerify: skipTlsVerify = false } = result.data?.[0]?.Endpoints.docker ?? {};
  return host === "" ? undefined : { host, skipTlsVerify };
}

/** A line of `docker context ls --format json` (28.5); one whose context can't be read has its error in place of the host. */
const Listed = z.object({
  Name: z.string(),
  Description: z.catch(z.string(), ""),
  DockerEndpoint: z.catch(z.string(), ""),
  Current: z.catch(z.boolean(), false),
  Error: z.catch(z.string(), ""),
});

/** The contexts in Docker's order, `default` among them. Rejects with what `run` rejects with. */
export async function listContexts(run: Run, docker = "docker"): Promise<DockerContext[]> {
  const { stdout } = await run(docker, ["context", "ls", "--format", "json"]);
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => {
      const result = Listed.safeParse(parseJson(line, "`docker context ls`"));
      if (!result.success) return [];
      const { Name: name, Description, DockerEndpoint: host, Current: current, Error: error } = result.data;
      return [{ name, description: Description || error, host, current }];
    });
}

function parseJson(text: string, command: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${command} printed something that is not JSON`);
  }
}

export function dockerConfigDir(env: Readonly<Record<string, string | undefined>>, homeDir: string): string {
  return env["DOCKER_CONFIG"] || path.join(homeDir, ".docker");
}

/** Where the docker command (24 to 28) keeps the certificates of a context: a folder named by the name's digest. */
export function contextTlsDir(configDir: string, name: string): string {
  const digest = createHash("sha256").update(name).digest("hex");
  return path.join(configDir, "contexts", "tls", digest, "docker");
}
