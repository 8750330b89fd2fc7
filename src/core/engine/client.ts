import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import { inspect } from "node:util";
import type Dockerode from "dockerode";
import type { Disposable } from "../../shared/disposable.ts";
import type { EndpointInfo } from "../../shared/model.ts";
import { type EngineStream, EVENT_FILTER, LABEL_FILTER, toEngineStream } from "./engineStream.ts";
import { parseHost } from "./hostAddress.ts";
import { withLimit } from "./timeLimit.ts";
import { tlsFor } from "./tls.ts";

/** For what an engine answers from memory: well over what a busy one takes, well under what a user waits. */
const ANSWER_LIMIT_MS = 3_000;
/** A log's first byte may take an engine seconds of reading. */
const LOG_LIMIT_MS = 30_000;

export interface LogOptions {
  /** How many of the last lines; without it, all. */
  readonly tail?: number;
  /** Seconds since the epoch with a fraction, as `1795244738.000000001`; lines of that very moment are included. */
  readonly since?: string;
  readonly follow: boolean;
  readonly signal?: AbortSignal;
}

/**
 * What is asked of an engine. Answers are as they came: decode them with `decode.ts`.
 * Everything rejects with a Node error, {@link EngineTimeout}, or an error with a `statusCode`: see `failure.ts`.
 */
export interface EngineClient extends Disposable {
  ping(signal?: AbortSignal): Promise<void>;
  version(signal?: AbortSignal): Promise<unknown>;
  /** Compose's containers, the ended ones too; or those of them that have one of these ids. */
  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown>;
  inspect(id: string, signal?: AbortSignal): Promise<unknown>;
  /** The events of Compose's containers, from now on or from `since` (seconds since the epoch, see {@link LogOptions}). */
  events(options: { readonly since?: string; readonly signal: AbortSignal }): Promise<EngineStream>;
  /** The log's bytes with timestamps: `frames.ts` reads them. */
  logs(id: string, options: LogOptions): Promise<Readable>;
}

export interface ClientOptions {
  readonly endpoint: EndpointInfo;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

/** Connects to nothing before the first request. */
export function createEngineClient(options: ClientOptions): EngineClient {
  return new DockerodeClient(options);
}

interface Connection {
  readonly docker: Dockerode;
  readonly agent: HttpAgent;
}

class DockerodeClient implements EngineClient {
  readonly #options: ClientOptions;
  #connection: Promise<Connection> | undefined;
  #disposed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#ask("a ping", signal, (docker, signal) => dial(docker, { path: "/_ping", signal }));
  }

  version(signal?: AbortSignal): Promise<unknown> {
    return this.#ask("for its version", signal, (docker, signal) =>
      dial(docker, { path: "/version", signal }),
    );
  }

  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown> {
    const filters = ids === undefined ? LABEL_FILTER : { ...LABEL_FILTER, id: [...ids] };
    return this.#ask("for its containers", signal, (docker, abortSignal) =>
      docker.listContainers({ all: true, filters, abortSignal }),
    );
  }

  inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask("for a container", signal, (docker, abortSignal) =>
      docker.getContainer(encodeURIComponent(id)).inspect({ abortSignal }),
    );
  }

  events({ since, signal }: { since?: string; signal: AbortSignal }): Promise<EngineStream> {
    return this.#stream("for its events", ANSWER_LIMIT_MS, signal, {
      path: "/events?",
      query: { filters: EVENT_FILTER, ...(since === undefined ? {} : { since }) },
    });
  }

  async logs(id: string, { tail, since, follow, signal }: LogOptions): Promise<Readable> {
    const { body } = await this.#stream("for a log", LOG_LIMIT_MS, signal, {
      path: `/containers/${encodeURIComponent(id)}/logs?`,
      query: {
        stdout: true,
        stderr: true,
        timestamps: true,
        follow,
        tail: tail === undefined ? "all" : String(tail),
        ...(since === undefined ? {} : { since }),
      },
    });
    return body;
  }

  dispose(): void {
    this.#disposed = true;
    void this.#connection?.then(
      ({ agent }) => agent.destroy(),
      () => {},
    );
  }

  async #ask<T>(
    what: string,
    signal: AbortSignal | undefined,
    request: (docker: Dockerode, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { docker } = await this.#connect();
    return await withLimit({ what, ms: ANSWER_LIMIT_MS, signal }, (limited) => request(docker, limited));
  }

  async #stream(
    what: string,
    ms: number,
    signal: AbortSignal | undefined,
    request: { readonly path: string; readonly query: Record<string, unknown> },
  ): Promise<EngineStream> {
    const { docker } = await this.#connect();
    return await withLimit(
      { what, ms, signal },
      async (limited) => toEngineStream(await dial(docker, { ...request, stream: true, signal: limited })),
      ({ body }, release) => body.once("close", release),
    );
  }

  /** A failure to prepare (an unreadable certificate) is met anew by each request: the user may have repaired it. */
  async #connect(): Promise<Connection> {
    this.#connection ??= open(this.#options);
    try {
      const connection = await this.#connection;
      // Also what was asked for just before the end: an agent that was destroyed would open a connection again.
      if (this.#disposed) throw new Error("The connection to the engine has been closed.");
      return connection;
    } catch (error) {
      if (!this.#disposed) this.#connection = undefined;
      throw error;
    }
  }
}

async function open({ endpoint, env, homeDir }: ClientOptions): Promise<Connection> {
  const address = parseHost(endpoint.host);
  if (address.kind !== "socket" && address.kind !== "tcp")
    throw new Error(`No way to ${endpoint.host} is known.`);
  const tls = address.kind === "tcp" ? await tlsFor(endpoint, address.tls, env, homeDir) : undefined;
  // Loaded when an engine is first talked to: it is the largest dependency by far.
  const { default: Docker } = await import("dockerode");
  // Idle connections are closed before an engine or a proxy between would, so that none is used as it is closed.
  const pool = { keepAlive: true, maxFreeSockets: 8, timeout: 2_000 };
  const agent = opaque(tls === undefined ? new HttpAgent(pool) : new HttpsAgent({ ...pool, ...tls }));
  // Every field is given: docker-modem 5.0.7 fills what is missing from this process's environment.
  const target =
    address.kind === "socket"
      ? { socketPath: address.path, host: undefined, port: undefined }
      : { socketPath: undefined, host: address.hostname, port: address.port };
  const protocol = tls === undefined ? ("http" as const) : ("https" as const);
  const options = {
    ...target,
    protocol,
    agent,
    pathPrefix: "/",
    timeout: 0,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  return { docker: new Docker(options as Dockerode.DockerOptions), agent };
}

/**
 * docker-modem 5.0.7 formats the options of every request for a debug log that nobody reads, its agent with all
 * sockets included: some 50 ms a request while a few are under way.
 */
function opaque<T extends HttpAgent>(agent: T): T {
  return Object.defineProperty(agent, inspect.custom, { value: () => "Agent" });
}

interface DialOptions {
  /** Ends with `?` where there is a query. */
  readonly path: string;
  readonly query?: Record<string, unknown>;
  readonly stream?: boolean;
  readonly signal: AbortSignal;
}

/**
 * What dockerode's own calls come down to, for those of them that take no signal (`ping`, `version`) or parse
 * a log that looks like JSON (`logs` without `follow`).
 */
function dial(
  docker: Dockerode,
  { path, query = {}, stream = false, signal }: DialOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path,
        method: "GET",
        isStream: stream,
        abortSignal: signal,
        options: query,
        statusCodes: { 200: true, 404: "no such container", 500: "server error" },
      },
      (error: unknown, result: unknown) => {
        if (error) reject(error);
        else resolve(result);
      },
    );
  });
}
