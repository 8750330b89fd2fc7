import type { EngineContainer } from "../../../../src/core/engine/container.ts";

let made = 0;

/** A running container of `shop`'s `backend`, made from the dev files, but for what the test says. */
export function container(
  overrides: Partial<Omit<EngineContainer, "labels">> & { labels?: Partial<EngineContainer["labels"]> } = {},
): EngineContainer {
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
      ...labels,
    },
  };
}
