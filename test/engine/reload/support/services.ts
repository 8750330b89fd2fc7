import path from "node:path";
import type { TestTools } from "../../../../tools/engine/test-tools.ts";
import type { Service } from "./lab.ts";

const MODULES = path.join(import.meta.dirname, "../../../../node_modules");

const COMMON = {
  init: true,
  stop_grace_period: "1s",
  working_dir: "/app",
  ports: ["127.0.0.1::8080"],
} as const;

/** Cargo and its watchers, over a folder of the project; what is built stays in the container. */
export function rustService(
  { rustImage, programs }: TestTools,
  folder: string,
  command: readonly string[],
  more: Service & { readonly volumes?: readonly string[] } = {},
): Service {
  const tools = Object.entries(programs).map(([name, file]) => `${file}:/usr/local/cargo/bin/${name}:ro`);
  return {
    ...COMMON,
    image: rustImage,
    command,
    environment: { CARGO_TARGET_DIR: "/target", CARGO_NET_OFFLINE: "true" },
    ...more,
    volumes: [...(more.volumes ?? [`./${folder}:/app`]), ...tools],
  };
}

export function bunService(
  { bunImage }: TestTools,
  folder: string,
  command: readonly string[],
  more: Service = {},
): Service {
  return { ...COMMON, image: bunImage, command, volumes: [`./${folder}:/app`], ...more };
}

/** This machine's Vite, run by its Node. */
export function viteService({ bunImage }: TestTools, folder: string, more: Service = {}): Service {
  const volumes = [
    `./${folder}:/app`,
    `${MODULES}:/tools/node_modules:ro`,
    `${MODULES}/node/bin/node:/usr/local/bin/node:ro`,
  ];
  const command = ["node", "/tools/node_modules/vite/bin/vite.js"];
  return { ...COMMON, image: bunImage, command, volumes, ...more };
}
