import type { ContainerState, EngineState } from "../../shared/model.ts";

export interface PortAddress {
  readonly published: number;
  readonly target: number;
  /** As the engine's machine is reached from the extension host, before any forwarding. */
  readonly url: string;
}

const EVERY_ADDRESS = new Set(["", "0.0.0.0", "::", "[::]"]);
/** What these container ports speak by convention. */
const TLS_PORTS = new Set([443, 8443]);

/** The published TCP ports of running containers, each once, by number. */
export function portAddresses(containers: readonly ContainerState[], engine: EngineState): PortAddress[] {
  const host = engineHost(engine);
  const byPort = new Map<number, PortAddress>();
  for (const container of containers) {
    if (container.status !== "running") continue;
    for (const port of container.ports) {
      if (port.protocol !== "tcp" || port.published === 0 || byPort.has(port.published)) continue;
      const scheme = TLS_PORTS.has(port.target) ? "https" : "http";
      const name = EVERY_ADDRESS.has(port.address) || isLoopback(port.address) ? host : port.address;
      const url = `${scheme}://${bracketed(name)}:${port.published}/`;
      byPort.set(port.published, { published: port.published, target: port.target, url });
    }
  }
  return [...byPort.values()].sort((left, right) => left.published - right.published);
}

/** A socket's engine is this machine; one behind tcp:// or ssh:// has its ports on its own. */
function engineHost(engine: EngineState): string {
  const host = engine.kind === "idle" ? undefined : engine.endpoint?.host;
  const match = /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]+)/.exec(host ?? "");
  const name = match?.[1]?.replace(/^\[|\]$/g, "");
  return name === undefined || isLoopback(name) ? "localhost" : name;
}

function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || address.startsWith("127.");
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
