import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { promisify } from "node:util";
import { inspectContext } from "../../../src/core/engine/dockerContext.ts";
import { resolveEndpoint } from "../../../src/core/engine/endpoint.ts";
import type { EndpointInfo } from "../../../src/shared/model.ts";

const execute = promisify(execFile);

/** What `docker` prints; it has to succeed. */
export async function docker(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout } = await execute("docker", [...args], { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** The engine that the environment names, found as Dev Loop finds it. */
export async function endpointOf(env: NodeJS.ProcessEnv = process.env): Promise<EndpointInfo> {
  const found = await resolveEndpoint({
    choice: { context: "", host: "" },
    env,
    homeDir: homedir(),
    platform: process.platform,
    inspectContext: (name) => inspectContext(name, (program, args) => execute(program, [...args], { env })),
  });
  if (found.kind === "none") throw new Error(found.reason);
  return found.endpoint;
}

/** Labels as Compose writes them, for containers that only need to look like Compose's. */
export function composeLabels(project: string, service: string, number = 1): string[] {
  const labels = { project, service, "container-number": number, oneoff: "False" };
  return Object.entries(labels).flatMap(([name, value]) => [
    "--label",
    `com.docker.compose.${name}=${value}`,
  ]);
}
