import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { run } from "../support/run.ts";
import { ping } from "./ping.ts";

/** An engine that was there before us. */
export interface FoundEngine {
  /** The DOCKER_HOST value; for a context with TLS or ssh it is only good for showing. */
  host: string;
  /** What must be added to the environment for the CLI to reach it. */
  env: Record<string, string>;
}

const versionAnswer = z.object({ Server: z.nullish(z.object({ Version: z.string() })) });
const limitMs = 10_000;

/** The engine that `docker` talks to (DOCKER_HOST, the current context), or one behind a default socket. */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<FoundEngine | undefined> {
  return (await engineOfCli(env)) ?? (await engineOfSocket(env));
}

async function engineOfCli(env: NodeJS.ProcessEnv): Promise<FoundEngine | undefined> {
  try {
    const options = { env, timeoutMs: limitMs };
    const { stdout } = await run("docker", ["version", "--format", "json"], options);
    if (!z.parse(versionAnswer, JSON.parse(stdout)).Server) return undefined;
    const endpoint = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
    const host = env["DOCKER_HOST"] || (await run("docker", endpoint, options)).stdout.trim();
    return { host, env: isLocal(host) ? { DOCKER_HOST: host } : {} };
  } catch {
    // No CLI, or no engine behind it.
    return undefined;
  }
}

async function engineOfSocket(env: NodeJS.ProcessEnv): Promise<FoundEngine | undefined> {
  const named = env["DOCKER_HOST"];
  const sockets = named?.startsWith("unix://")
    ? [named.slice("unix://".length)]
    : [
        "/var/run/docker.sock",
        join(homedir(), ".docker/desktop/docker.sock"),
        join(homedir(), ".docker/run/docker.sock"),
      ];
  for (const socket of sockets) {
    const isSocket = statSync(socket, { throwIfNoEntry: false })?.isSocket() === true;
    if (isSocket && (await ping(socket, limitMs))) {
      return { host: `unix://${socket}`, env: { DOCKER_HOST: `unix://${socket}` } };
    }
  }
  return undefined;
}

function isLocal(host: string): boolean {
  return host.startsWith("unix://") || host.startsWith("npipe://");
}

/** Versions of the `docker` on the PATH's Compose and buildx; undefined when one of them is missing or is no version 2. */
export async function cliVersions(
  env: NodeJS.ProcessEnv,
): Promise<{ compose: string; buildx: string } | undefined> {
  try {
    const options = { env, timeoutMs: limitMs };
    const compose = (await run("docker", ["compose", "version", "--short"], options)).stdout
      .trim()
      .replace(/^v/, "");
    // github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4
    const buildx = (await run("docker", ["buildx", "version"], options)).stdout.trim().split(" ")[1] ?? "";
    return Number.parseInt(compose, 10) >= 2 ? { compose, buildx: buildx.replace(/^v/, "") } : undefined;
  } catch {
    return undefined;
  }
}

/** The version of the engine that `docker` reaches in this environment. */
export async function engineVersion(env: NodeJS.ProcessEnv): Promise<string> {
  const options = { env, timeoutMs: limitMs };
  return (await run("docker", ["version", "--format", "{{.Server.Version}}"], options)).stdout.trim();
}
