import { request } from "node:http";
import { spareEngine } from "../../../tools/engine/ensure.ts";
import { debianMachine, isRoot } from "../../../tools/engine/machine.ts";
import type { PrivateEngine } from "../../../tools/engine/private-engine.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { docker } from "./docker.ts";

/** Whether an engine of the test's own can be run here: it needs Debian and root. */
export const canHaveSpare = debianMachine(process.env) !== undefined && isRoot();

/** An engine that a test may stop, kill and pause, with an image on it. */
export interface Spare {
  readonly engine: PrivateEngine;
  /** With which `docker` reaches it. */
  readonly env: NodeJS.ProcessEnv;
  /** Its command waits and ends at once when told. */
  readonly image: string;
  /** Makes it run again, whatever was done to it, without containers. */
  restore(): Promise<void>;
}

/** Started; whoever asks for it removes it. */
export async function openSpare(name: string): Promise<Spare> {
  const progress = createProgress("engine");
  const engine = await spareEngine({ progress, env: process.env, name: `${name}-${process.pid}` });
  await engine.start();
  const env = { ...process.env, DOCKER_HOST: engine.host };
  const image = await ensureShellImage({
    engine: { env: { DOCKER_HOST: engine.host } },
    progress,
    env: process.env,
  });
  return {
    engine,
    env,
    image,
    async restore() {
      engine.resume();
      await engine.start();
      const ids = await docker(["ps", "--all", "--quiet"], env);
      if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")], env);
    },
  };
}

/**
 * Stops a container and starts it again and again: `docker` itself would take longer to start than that takes.
 * Returns how often it changed; afterwards it runs.
 */
export async function flap(
  { socket }: PrivateEngine,
  id: string,
  { forMs, everyMs }: { readonly forMs: number; readonly everyMs: number },
): Promise<number> {
  const end = performance.now() + forMs;
  let changes = 0;
  for (let due = performance.now(); due < end || changes % 2 === 1; due += everyMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    await post(socket, `/containers/${id}/${changes % 2 === 0 ? "stop?t=0" : "start"}`);
    changes++;
  }
  return changes;
}

function post(socketPath: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: "POST" }, (answer) => {
      answer.resume();
      answer.once("end", () => {
        if (answer.statusCode === 204) resolve();
        else reject(new Error(`${path}: HTTP ${answer.statusCode}`));
      });
    });
    asked.once("error", reject);
    asked.end();
  });
}
