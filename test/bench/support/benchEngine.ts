import { ensureEngine, spareEngine } from "../../../tools/engine/ensure.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import type { Progress } from "../../../tools/support/progress.ts";

/** The engine that is measured against. */
export interface BenchEngine {
  /** The path of its unix socket. */
  readonly socket: string;
  /** The whole environment with which `docker` reaches it. */
  readonly env: NodeJS.ProcessEnv;
  /** A small image whose command runs until it is asked to stop. */
  readonly image: string;
  end(): Promise<void>;
}

/**
 * A reachable engine as it is; where the tools set up a private one, one more beside it: whatever else uses the shared
 * one would be counted too.
 */
export async function openBenchEngine(progress: Progress): Promise<BenchEngine> {
  const ensured = await ensureEngine({ progress, env: process.env });
  if (ensured.kind === "unavailable") throw new Error(`${ensured.reason} ${ensured.advice}`);
  const { engine } = ensured;
  const spare = engine.isPrivate
    ? await spareEngine({ progress, env: process.env, name: "bench" })
    : undefined;
  const end = async (): Promise<void> => {
    await spare?.remove();
    await engine.release();
  };
  try {
    if (spare !== undefined) {
      // A bench that was killed has left it behind, containers and all.
      await spare.remove();
      await progress.during("starting an engine of its own", () => spare.start());
    }
    const host = spare?.host ?? engine.host;
    if (!host.startsWith("unix://"))
      throw new Error(`The bench needs an engine at a unix socket, not ${host}.`);
    const additions = { ...engine.env, DOCKER_HOST: host };
    const image = await ensureShellImage({ engine: { env: additions }, progress, env: process.env });
    return { socket: host.slice("unix://".length), env: { ...process.env, ...additions }, image, end };
  } catch (error) {
    await end();
    throw error;
  }
}
