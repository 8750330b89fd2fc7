import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { inspect } from "node:util";
import type { EndpointInfo } from "../../shared/model.ts";
import { MAX_CONNECTIONS } from "./connectionLimit.ts";
import { parseHost } from "./hostAddress.ts";
import type { StdioAgent } from "./stdioAgent.ts";
import type { StdioDial } from "./stdioDial.ts";

export interface TransportOptions {
  readonly endpoint: EndpointInfo;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** The context says that its engine's certificate is not to be verified. */
  readonly skipTlsVerify?: boolean;
  /** For an engine that only another program can reach; asked for when the way is opened. */
  readonly dial?: () => Promise<StdioDial>;
}

/** How requests get to the engine: the pool of connections, and what docker-modem has to be told of the other end. */
export interface Transport {
  readonly agent: HttpAgent;
  /** The same, where each connection is a process. */
  readonly stdio?: StdioAgent;
  readonly protocol: "http" | "https";
  readonly socketPath: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** Rejects where there is no way to the endpoint, or its certificates can't be read. Connects to nothing. */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const { endpoint, env, homeDir, skipTlsVerify = false, dial } = options;
  const address = parseHost(endpoint.host);
  // Idle connections are closed before an engine or a proxy between would, so that none is used as it is closed.
  const pool = { keepAlive: true, maxFreeSockets: 8, timeout: 2_000 };
  switch (address.kind) {
    case "socket":
      return {
        agent: opaque(new HttpAgent(pool)),
        protocol: "http",
        socketPath: address.path,
        host: undefined,
        port: undefined,
      };
    case "tcp": {
      const { tlsFor } = await import("./tls.ts");
      const tls = await tlsFor(endpoint, { tls: address.tls, skipVerify: skipTlsVerify }, env, homeDir);
      const agent = opaque(tls === undefined ? new HttpAgent(pool) : new HttpsAgent({ ...pool, ...tls }));
      const { hostname: host, port } = address;
      return { agent, protocol: tls === undefined ? "http" : "https", socketPath: undefined, host, port };
    }
    case "command": {
      if (dial === undefined) throw new Error(`No way to ${endpoint.host} is known.`);
      // Most engines are behind a socket.
      const { StdioAgent } = await import("./stdioAgent.ts");
      const agent = opaque(new StdioAgent(await dial(), MAX_CONNECTIONS));
      return {
        agent,
        stdio: agent,
        protocol: "http",
        socketPath: undefined,
        host: "docker",
        port: undefined,
      };
    }
    case "invalid":
      throw new Error(`"${endpoint.host}" is not the address of a Docker engine.`);
  }
}

/**
 * docker-modem 5.0.7 formats the options of every request for a debug log that nobody reads, its agent with all
 * sockets included: some 50 ms a request while a few are under way.
 */
function opaque<T extends HttpAgent>(agent: T): T {
  return Object.defineProperty(agent, inspect.custom, { value: () => "Agent" });
}
