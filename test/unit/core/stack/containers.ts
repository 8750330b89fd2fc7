import type { EngineContainer } from "../../../../src/core/engine/container.ts";

let made = 0;

type Overrides = Partial<Omit<EngineContainer, "labels">> & { labels?: Partial<EngineContainer["labels"]> };

/** A running container of `shop`'s `backend`, made from the dev files, but for what the test says. */
export function container(overrides: Overrides = {}): EngineContainer {
  const { labels, ...rest } = overrides;
  made += 1;
  return {
    id: `id${made}`,
    name: "shop-backend-1",
    image: "shop-backend:dev",
    imageId: "sha256:0",
    status: "running",
    health: "none",
    oomKilled: false,
    ports: [],
    number: 1,
    oneOff: false,
    ...rest,
    labels: {
      project: "shop",
      service: "backend",
      configFiles: ["/home/dev/shop/docker/docker-compose.dev.yml"],
      workingDir: "/home/dev/shop/docker",
      configHash: "h",
      image: "sha256:0",
      ...labels,
    },
  };
}

/** A running container that Compose did not make. */
export function loose(name: string, overrides: Overrides = {}): EngineContainer {
  const labels = { project: "", service: name, configFiles: [], workingDir: "", configHash: "", image: "" };
  return container({ name, ...overrides, labels });
}
