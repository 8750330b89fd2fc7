import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { docker } from "./docker.ts";

/** A configuration of the docker command of its own, with the plugins of the one in use: nobody's contexts are touched. */
export interface DockerConfig {
  /** To be merged over the environment; DOCKER_HOST, which would go before contexts, is taken away. */
  readonly env: NodeJS.ProcessEnv;
  /** @param endpoint as `host=ssh://…,ca=…` */
  createContext(name: string, endpoint: string): Promise<void>;
  useContext(name: string): Promise<void>;
  remove(): Promise<void>;
}

/** @param more over this process's environment */
export async function dockerConfig(more: NodeJS.ProcessEnv = {}): Promise<DockerConfig> {
  const folder = await mkdtemp(path.join(tmpdir(), "devloop-docker-config-"));
  const used = process.env["DOCKER_CONFIG"] ?? path.join(homedir(), ".docker");
  await mkdir(path.join(folder, "contexts"));
  await symlink(path.join(used, "cli-plugins"), path.join(folder, "cli-plugins"));
  const { DOCKER_HOST: _host, DOCKER_CONTEXT: _context, ...rest } = process.env;
  const env = { ...rest, ...more, DOCKER_CONFIG: folder };
  return {
    env,
    async createContext(name, endpoint) {
      await docker(["context", "create", name, "--docker", endpoint], env);
    },
    async useContext(name) {
      await docker(["context", "use", name], env);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
