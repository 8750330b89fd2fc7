import { readFileSync } from "node:fs";
import type { EngineFolders } from "./engine-folders.ts";

/** Certificates that a dockerd shows, and asks its clients for. All of them files. */
export interface TlsFiles {
  port: number;
  ca: string;
  cert: string;
  key: string;
}

/** The content of daemon.json. It is a file of our own: the one in /etc/docker is meant for the machine's engine. */
export function daemonConfig(
  folders: EngineFolders,
  initPath: string,
  tls?: TlsFiles,
): Record<string, unknown> {
  const mtu = defaultRouteMtu();
  return {
    "data-root": folders.data,
    "exec-root": folders.exec,
    // Every address: the loopback interface of an own network comes up a moment after dockerd.
    hosts: [`unix://${folders.socket}`, ...(tls ? [`tcp://0.0.0.0:${tls.port}`] : [])],
    ...(tls && { tlsverify: true, tlscacert: tls.ca, tlscert: tls.cert, tlskey: tls.key }),
    pidfile: folders.pidFile,
    "init-path": initPath,
    // Docker's own pools hold some 30 networks: too few for tests that run side by side, each with stacks of its own.
    "default-address-pools": [{ base: "172.16.0.0/12", size: 24 }],
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
