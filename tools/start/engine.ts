import { ensureEngine } from "../engine/ensure.ts";
import { ensureSampleImages } from "../engine/images.ts";
import type { Progress } from "../support/progress.ts";

export interface StartEngine {
  /** False: VS Code opens all the same, and Dev Loop's view says what is missing. */
  readonly available: boolean;
  /** The whole environment for VS Code: the engine, and the images that the sample is built from. */
  readonly env: NodeJS.ProcessEnv;
  release(): Promise<void>;
}

/** An engine with the sample's images, or an environment without one and the reason said. */
export async function prepareEngine(progress: Progress): Promise<StartEngine> {
  const result = await ensureEngine({ progress, env: process.env });
  if (result.kind === "unavailable") {
    progress.step(`no Docker engine: ${result.reason}`);
    progress.step(result.advice);
    return { available: false, env: process.env, release: async () => {} };
  }
  const { engine } = result;
  try {
    const images = await ensureSampleImages({ engine, progress, env: process.env });
    return {
      available: true,
      env: { ...process.env, ...engine.env, ...images.env },
      release: () => engine.release(),
    };
  } catch (error) {
    // Without images the sample can't be built, but the engine and its other containers can be looked at.
    progress.step(`the sample's images could not be made: ${error instanceof Error ? error.message : error}`);
    return { available: true, env: { ...process.env, ...engine.env }, release: () => engine.release() };
  }
}
