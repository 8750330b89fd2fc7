import { run } from "../support/run.ts";

/** Whether the engine that `docker` reaches in this environment has all of these images. */
export async function hasImages(names: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await run("docker", ["image", "inspect", "--format", "{{.Id}}", ...names], { env });
    return true;
  } catch {
    return false;
  }
}
