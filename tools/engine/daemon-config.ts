import { readFileSync } from "node:fs";
import type { EngineFolders } from "./engine-folders.ts";

/** The content of daemon.json. It is a file of our own: the one in /etc/docker is meant for the machine's engine. */
export function daemonConfig(folders: EngineFolders, initPath: string): Record<string, unknown> {
  const mtu = defaultRouteMtu();
  return {
    "data-root": folders.data,
    "exec-root": folders.exec,
    hosts: [`unix://${folders.socket}`],
    pidfile: folders.pidFile,
    "init-path": initPath,
    // A bridge with a larger MTU than the way out loses large packets without a word.
    ...(mtu !== undefined && {
      mtu,
      "default-network-opts": { bridge: { "com.docker.network.driver.mtu": `${mtu}` } },
    }),
  };
}

/** MTU in bytes of the interface that the default route goes through; undefined without one. */
function defaultRouteMtu(): number | undefined {
  try {
    const routes = readFileSync("/proc/net/route", "utf8").split("\n").slice(1);
    const route = routes.map((line) => line.split("\t")).find((columns) => columns[1] === "00000000");
    if (route === undefined) return undefined;
    return Number(readFileSync(`/sys/class/net/${route[0]}/mtu`, "utf8"));
  } catch {
    return undefined;
  }
}
