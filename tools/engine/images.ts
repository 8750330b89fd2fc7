import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import type { DevEngine } from "./ensure.ts";
import { hasImages } from "./image-list.ts";
import { debianMachine, isRoot } from "./machine.ts";
import { standInImages } from "./stand-ins.ts";

/** The defaults of the sample's Dockerfiles. */
const usualImages = ["rust:1-slim-bookworm", "debian:bookworm-slim", "oven/bun:1"];
/** Some kilobytes: pulling it shows whether the registry can be reached. */
const probeImage = "hello-world:latest";
const probeLimitMs = 30_000;

export interface SampleImages {
  /** Whether images made on this machine take the place of the usual ones. */
  standIns: boolean;
  /** To be merged over the environment that the sample is built in: RUST_IMAGE, RUNTIME_IMAGE and BUN_IMAGE for stand-ins. */
  env: Record<string, string>;
}

/** Sees to it that the sample's base images can be had: the usual ones where the engine can pull, else stand-ins built here. */
export async function ensureSampleImages(options: {
  engine: Pick<DevEngine, "env">;
  progress: Progress;
  env: NodeJS.ProcessEnv;
}): Promise<SampleImages> {
  const { engine, progress, env } = options;
  const dockerEnv = { ...env, ...engine.env };
  if (await hasImages(usualImages, dockerEnv)) return { standIns: false, env: {} };
  const refusal = await pullRefusal(dockerEnv);
  if (refusal === undefined) return { standIns: false, env: {} };
  const machine = debianMachine(env);
  if (machine === undefined || !isRoot()) {
    progress.step(`no image can be pulled (${refusal}), and stand-ins can be made on Debian as root only`);
    return { standIns: false, env: {} };
  }
  progress.step(`no image can be pulled (${refusal}): using stand-ins made from this machine's packages`);
  const names = await standInImages(engine, { machine, progress, env });
  return {
    standIns: true,
    env: { RUST_IMAGE: names.rust, RUNTIME_IMAGE: names.debian, BUN_IMAGE: names.bun },
  };
}

/** Why images cannot be pulled; undefined when they can. */
async function pullRefusal(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    await run("docker", ["pull", "--quiet", probeImage], { env, timeoutMs: probeLimitMs });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n").at(-1) : `${error}`;
  }
}
