import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { EndpointInfo, EndpointSource } from "../../shared/model.ts";
import { defaultSockets, type Machine, probeSocket, type SocketProbe } from "./defaultSockets.ts";
import { dockerConfigDir } from "./dockerContext.ts";
import { completeHost, parseHost } from "./hostAddress.ts";

export type EndpointResolution =
  | { readonly kind: "found"; readonly endpoint: EndpointInfo }
  | {
      readonly kind: "none";
      /** What was chosen and can't be used; absent where nothing was found to choose. */
      readonly endpoint?: EndpointInfo;
      readonly reason: string;
      readonly advice: string;
    };

export interface EndpointOptions extends Machine {
  /** The host that the user set, or an empty string. */
  readonly setting: string;
  /** Asks the docker command; rejects or gives `undefined` where there is no such context. */
  contextHost(name: string): Promise<string | undefined>;
  probe?(socket: string): Promise<SocketProbe>;
}

/** Where each choice is changed, to end an advice with. */
const CHANGE: Record<EndpointSource, string> = {
  setting: "the setting devloop.dockerHost",
  DOCKER_HOST: "the environment variable DOCKER_HOST",
  context: "the Docker context (docker context use)",
  "default socket": "the setting devloop.dockerHost",
};

/**
 * Finds the engine in the docker command's own order: what the user set here, DOCKER_HOST, DOCKER_CONTEXT,
 * the current context, and then the places where engines listen by default. Never rejects.
 */
export async function resolveEndpoint(options: EndpointOptions): Promise<EndpointResolution> {
  const { env } = options;
  if (options.setting.trim() !== "") return check({ source: "setting", host: completeHost(options.setting) });
  const host = env["DOCKER_HOST"];
  if (host) return check({ source: "DOCKER_HOST", host: completeHost(host) });
  const context = env["DOCKER_CONTEXT"] || (await currentContext(options));
  if (typeof context === "object") return context;
  // "default" is the docker command's name for "no context".
  return context === "" || context === "default" ? defaultEndpoint(options) : fromContext(context, options);
}

function check(endpoint: EndpointInfo): EndpointResolution {
  const change = CHANGE[endpoint.source];
  const address = parseHost(endpoint.host);
  switch (address.kind) {
    case "socket":
    case "tcp":
      return { kind: "found", endpoint };
    case "unsupported":
      return {
        kind: "none",
        endpoint,
        reason: `Dev Loop can't reach engines by ${address.scheme}:// yet (${endpoint.host}).`,
        advice: `Use an engine with a socket or a TCP address, by ${change}.`,
      };
    case "invalid":
      return {
        kind: "none",
        endpoint,
        reason: `"${endpoint.host}" is not the address of a Docker engine.`,
        advice: `Write it like unix:///var/run/docker.sock or tcp://192.168.1.5:2376 in ${change}.`,
      };
  }
}

async function fromContext(name: string, options: EndpointOptions): Promise<EndpointResolution> {
  const advice =
    "See `docker context ls`, choose another with `docker context use`, or set devloop.dockerHost.";
  try {
    const host = await options.contextHost(name);
    if (host !== undefined) return check({ source: "context", host, context: name });
    return { kind: "none", reason: `The Docker context "${name}" names no engine.`, advice };
  } catch (error) {
    const why = firstLine(error instanceof Error ? error.message : String(error));
    return { kind: "none", reason: `The Docker context "${name}" can't be read: ${why}`, advice };
  }
}

async function defaultEndpoint(options: EndpointOptions): Promise<EndpointResolution> {
  const probe = options.probe ?? probeSocket;
  const sockets = defaultSockets(options);
  const probes = await Promise.all(sockets.map((socket) => probe(socket)));
  // One that refuses still tells more than none: the engine then says why, and goes on trying.
  const index = probes.includes("listening") ? probes.indexOf("listening") : probes.indexOf("refused");
  const socket = sockets[index];
  if (socket === undefined) {
    return {
      kind: "none",
      reason: "No Docker engine was found on this machine.",
      advice: "Install or start Docker, or set devloop.dockerHost to where it listens.",
    };
  }
  const scheme = options.platform === "win32" ? "npipe" : "unix";
  return { kind: "found", endpoint: { source: "default socket", host: `${scheme}://${socket}` } };
}

const ConfigFile = z.object({ currentContext: z.optional(z.string()) });

/** The context's name, empty where the file names none, or why it can't be known. */
async function currentContext(options: EndpointOptions): Promise<string | EndpointResolution> {
  const file = path.join(dockerConfigDir(options.env, options.homeDir), "config.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    return broken(file, `it can't be read (${code ?? String(error)})`);
  }
  try {
    return ConfigFile.parse(JSON.parse(text)).currentContext ?? "";
  } catch (error) {
    return broken(
      file,
      error instanceof SyntaxError ? "it is not valid JSON" : "it is not what Docker writes",
    );
  }
}

function broken(file: string, why: string): EndpointResolution {
  return {
    kind: "none",
    reason: `Docker's configuration ${file} does not say which engine to use: ${why}.`,
    advice: "Repair or remove the file, or set devloop.dockerHost.",
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
