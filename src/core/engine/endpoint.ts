import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { EndpointInfo } from "../../shared/model.ts";
import { defaultSockets, type Machine, probeSocket, type SocketProbe } from "./defaultSockets.ts";
import { type ContextEndpoint, dockerConfigDir } from "./dockerContext.ts";
import { originOf } from "./endpointOrigin.ts";
import { completeHost, parseHost } from "./hostAddress.ts";

export interface FoundEndpoint {
  readonly kind: "found";
  readonly endpoint: EndpointInfo;
  /** The context says that its engine's certificate is not to be verified. */
  readonly skipTlsVerify?: boolean;
}

export type EndpointResolution =
  | FoundEndpoint
  | {
      readonly kind: "none";
      /** What was chosen and can't be used; absent where nothing was found to choose. */
      readonly endpoint?: EndpointInfo;
      readonly reason: string;
      readonly advice: string;
    };

/** What the user said here, before what is said to Docker. Empty strings: nothing. */
export interface EngineChoice {
  /** A Docker context's name. */
  readonly context: string;
  /** The setting's host. */
  readonly host: string;
}

export interface EndpointOptions extends Machine {
  readonly choice: EngineChoice;
  /** Asks the docker command; rejects or gives `undefined` where there is no such context. */
  inspectContext(name: string): Promise<ContextEndpoint | undefined>;
  probe?(socket: string): Promise<SocketProbe>;
}

/**
 * Finds the engine in the docker command's own order (28.5): the context that the user chose here, the host that the
 * user set, DOCKER_HOST, DOCKER_CONTEXT, the current context, and then the places where engines listen by default.
 * Never rejects.
 */
export async function resolveEndpoint(options: EndpointOptions): Promise<EndpointResolution> {
  const { env, choice, homeDir } = options;
  const host = env["DOCKER_HOST"];
  if (choice.context === DEFAULT_CONTEXT) {
    // `docker --context default` goes by DOCKER_HOST too, and by no other context.
    const source = "chosen context";
    return host ? check({ source, host: completeHost(host, homeDir) }) : defaultEndpoint(options, source);
  }
  if (choice.context !== "") return fromContext(choice.context, "chosen context", options);
  if (choice.host.trim() !== "")
    return check({ source: "setting", host: completeHost(choice.host, homeDir) });
  if (host) return check({ source: "DOCKER_HOST", host: completeHost(host, homeDir) });
  const context = env["DOCKER_CONTEXT"] || (await currentContext(options));
  if (typeof context === "object") return context;
  return context === "" || context === DEFAULT_CONTEXT
    ? defaultEndpoint(options, "default socket")
    : fromContext(context, "context", options);
}

/** The docker command's name for "no context". */
const DEFAULT_CONTEXT = "default";

function check(endpoint: EndpointInfo, skipTlsVerify = false): EndpointResolution {
  if (parseHost(endpoint.host).kind !== "invalid") {
    return { kind: "found", endpoint, ...(skipTlsVerify ? { skipTlsVerify } : {}) };
  }
  return {
    kind: "none",
    endpoint,
    reason: `"${endpoint.host}" is not the address of a Docker engine.`,
    advice: `Write it like unix:///var/run/docker.sock, tcp://192.168.1.5:2376 or ssh://me@machine in ${originOf(endpoint)}.`,
  };
}

async function fromContext(
  name: string,
  source: "chosen context" | "context",
  options: EndpointOptions,
): Promise<EndpointResolution> {
  const advice =
    source === "context"
      ? "See `docker context ls`, choose another with `docker context use`, or set devloop.dockerHost."
      : "See `docker context ls`, or choose another with Dev Loop's command Choose Docker context.";
  try {
    const found = await options.inspectContext(name);
    if (found !== undefined) return check({ source, host: found.host, context: name }, found.skipTlsVerify);
    return { kind: "none", reason: `The Docker context "${name}" names no engine.`, advice };
  } catch (error) {
    const why = firstLine(error instanceof Error ? error.message : String(error));
    // Docker 28.5 goes on with the path of the file that it missed.
    const gone = /\bcontext not found\b/.test(why);
    const reason = gone
      ? `There is no Docker context "${name}".`
      : `The Docker context "${name}" can't be read: ${why.replace(/\.?$/, ".")}`;
    return { kind: "none", reason, advice };
  }
}

async function defaultEndpoint(
  options: EndpointOptions,
  source: "chosen context" | "default socket",
): Promise<EndpointResolution> {
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
  return { kind: "found", endpoint: { source, host: `${scheme}://${socket}` } };
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
