import type { BenchEngine } from "./benchEngine.ts";
import { EngineApi } from "./engineApi.ts";

export const MANY = 1_000;
export const PROJECTS = 20;
/** More at a time would only wait in the engine. */
const AT_ONCE = 8;

/** Makes 1,000 containers of 20 projects, as Compose labels them, and does not start them; `end` removes them. */
export async function makeMany({ socket, image }: BenchEngine): Promise<{ end(): Promise<void> }> {
  const api = new EngineApi(socket);
  const ids: string[] = [];
  const end = async (): Promise<void> => {
    await eachOf(ids.splice(0), (id) => api.remove(id));
    api.dispose();
  };
  try {
    const indices = Array.from({ length: MANY }, (_, index) => index);
    await eachOf(indices, async (index) => void ids.push(await api.create(containerOf(image, index))));
    return { end };
  } catch (error) {
    await end();
    throw error;
  }
}

function containerOf(image: string, index: number): object {
  const project = `bench-${index % PROJECTS}`;
  const service = `s${Math.floor(index / PROJECTS)}`;
  const folder = `/home/dev/${project}`;
  const labels = {
    project,
    service,
    "container-number": "1",
    oneoff: "False",
    "config-hash": "987b8a294289fc47e31106abcbb6f5538c82ae12e0f19cee974df9c42b1c9418",
    depends_on: "",
    image: "sha256:ed6c6b6fce927399b1a32036aeb0efebf2a725149f2a6704467fa467573d6eb7",
    "project.config_files": `${folder}/compose.yaml`,
    "project.working_dir": folder,
    version: "2.40.3",
  };
  return {
    Image: image,
    Labels: Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [`com.docker.compose.${name}`, value]),
    ),
    HostConfig: { NetworkMode: "none" },
  };
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
