import type { Agent } from "node:http";
import type { Readable } from "node:stream";
import type Dockerode from "dockerode";
import type { Disposable } from "../../shared/disposable.ts";
import type { ConnectionLimit, Purpose } from "./connectionLimit.ts";
import { type EngineStream, EVENT_FILTER, toEngineStream } from "./engineStream.ts";
import type { StdioAgent } from "./stdioAgent.ts";
import { withLimit } from "./timeLimit.ts";
import { openTransport, type TransportOptions } from "./transport.ts";
import { afterwards, Turn } from "./turn.ts";

/** For what an engine answers from memory: well over what a busy one takes, well under what a user waits. */
const ANSWER_LIMIT_MS = 3_000;
/** A log's first byte may take an engine seconds of reading. */
const LOG_LIMIT_MS = 30_000;

const QUICK = { purpose: "list", ms: ANSWER_LIMIT_MS } as const;
const DETAILS = { purpose: "details", ms: ANSWER_LIMIT_MS } as const;

export interface LogOptions {
  /** How many of the last lines; without it, all. */
  readonly tail?: number;
  /** Seconds since the epoch with a fraction, as `1795244738.000000001`; lines of that very moment are included. */
  readonly since?: string;
  readonly follow: boolean;
  readonly signal?: AbortSignal;
  /** The log has to wait for one of the few connections that a remote engine is given. */
  readonly onWaiting?: () => void;
}

/**
 * What is asked of an engine. Answers are as they came: decode them with `decode.ts`.
 * Everything rejects with a Node error, {@link EngineTimeout}, or an error with a `statusCode`: see `failure.ts`.
 */
export interface EngineClient extends Disposable {
  ping(signal?: AbortSignal): Promise<void>;
  version(signal?: AbortSignal): Promise<unknown>;
  /** All containers, the ended ones too; or those of them that have one of these ids. */
  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown>;
  inspect(id: string, signal?: AbortSignal): Promise<unknown>;
  /** A running container's processes. */
  top(id: string, signal?: AbortSignal): Promise<unknown>;
  /** The image that a name stands for; rejects with the status 404 where it stands for none. */
  image(name: string, signal?: AbortSignal): Promise<unknown>;
  /** The events of containers and images, from now on or from `since` (seconds since the epoch, see {@link LogOptions}). */
  events(options: { readonly since?: string; readonly signal: AbortSignal }): Promise<EngineStream>;
  /** The log's bytes with timestamps: `frames.ts` reads them. */
  logs(id: string, options: LogOptions): Promise<Readable>;
  /** What is at a path of a container, running or not, as a tar archive; the status 404 where there is nothing. */
  archive(id: string, path: string, signal?: AbortSignal): Promise<EngineStream>;
}

export interface ClientOptions extends TransportOptions {
  /** Absent: as many connections as it takes. */
  readonly limit?: ConnectionLimit;
}

/** Connects to nothing before the first request. */
export function createEngineClient(options: ClientOptions): EngineClient {
  return new DockerodeClient(options);
}

interface Connection {
  readonly docker: Dockerode;
  readonly agent: Agent;
  /** The same, where each connection is a process. */
  readonly stdio: StdioAgent | undefined;
}

interface Question {
  /** What is asked, for the error's text. */
  readonly what: string;
  readonly purpose: Purpose;
  /** How long the answer may take, once there is a connection. */
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
  readonly onWaiting?: (() => void) | undefined;
}

class DockerodeClient implements EngineClient {
  readonly #options: ClientOptions;
  readonly #limit: ConnectionLimit | undefined;
  #connection: Promise<Connection> | undefined;
  #disposed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#limit = options.limit;
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#ask({ ...QUICK, what: "a ping", signal }, (docker, signal) =>
      dial(docker, { path: "/_ping", signal }),
    );
  }

  version(signal?: AbortSignal): Promise<unknown> {
    return this.#ask({ ...QUICK, what: "for its version", signal }, (docker, signal) =>
      dial(docker, { path: "/version", signal }),
    );
  }

  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown> {
    const filters = ids === undefined ? {} : { filters: { id: [...ids] } };
    return this.#ask({ ...QUICK, what: "for its containers", signal }, (docker, abortSignal) =>
      docker.listContainers({ all: true, ...filters, abortSignal }),
    );
  }

  inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask({ ...DETAILS, what: "for a container", signal }, (docker, abortSignal) =>
      docker.getContainer(encodeURIComponent(id)).inspect({ abortSignal }),
    );
  }

  top(id: string, signal?: AbortSignal): Promise<unknown> {
    const path = `/containers/${encodeURIComponent(id)}/top`;
    return this.#ask({ ...DETAILS, what: "for a container's processes", signal }, (docker, signal) =>
      dial(docker, { path, signal }),
    );
  }

  image(name: string, signal?: AbortSignal): Promise<unknown> {
    const path = `/images/${encodeURIComponent(name)}/json`;
    return this.#ask({ ...DETAILS, what: "for an image", signal }, (docker, signal) =>
      dial(docker, { path, signal }),
    );
  }

  events({ since, signal }: { since?: string; signal: AbortSignal }): Promise<EngineStream> {
    return this.#stream(
      { what: "for its events", purpose: "events", ms: ANSWER_LIMIT_MS, signal },
      { path: "/events?", query: { filters: EVENT_FILTER, ...(since === undefined ? {} : { since }) } },
    );
  }

  async logs(id: string, { tail, since, follow, signal, onWaiting }: LogOptions): Promise<Readable> {
    const question = { what: "for a log", purpose: "log", ms: LOG_LIMIT_MS, signal, onWaiting } as const;
    const { body } = await this.#stream(question, {
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

  archive(id: string, path: string, signal?: AbortSignal): Promise<EngineStream> {
    const question = { what: "for a file", purpose: "details", ms: LOG_LIMIT_MS, signal } as const;
    return this.#stream(question, {
      path: `/containers/${encodeURIComponent(id)}/archive?`,
      query: { path },
    });
  }

  dispose(): void {
    this.#disposed = true;
    void this.#connection?.then(
      ({ agent }) => agent.destroy(),
      () => {},
    );
  }

  async #ask<T>(
    question: Question,
    request: (docker: Dockerode, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const turn = await this.#turn(question);
    try {
      return await withLimit(question, async (signal, clock) => {
        const { docker, stdio } = await this.#connect();
        if (stdio === undefined) return await request(docker, signal);
        // An answer that nobody wants any more costs less than another connection.
        const unwanted = afterwards(signal, question.ms);
        const sent = turn.send(stdio, clock, () => request(docker, unwanted.signal));
        turn.until(sent.finally(unwanted.settled));
        return await sent;
      });
    } finally {
      turn.end();
    }
  }

  async #stream(
    question: Question,
    request: { readonly path: string; readonly query: Record<string, unknown> },
  ): Promise<EngineStream> {
    const turn = await this.#turn(question);
    try {
      return await withLimit(
        question,
        async (signal, clock) => {
          const { docker, stdio } = await this.#connect();
          const unanswered = untilAnswered(signal);
          const send = () => dial(docker, { ...request, stream: true, signal: unanswered.signal });
          const answer = await (stdio === undefined ? send() : turn.send(stdio, clock, send));
          return unanswered.answered(toEngineStream(answer));
        },
        ({ body }, release) =>
          body.once("close", () => {
            release();
            turn.end();
          }),
      );
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  /** Waits for a connection where they are few. */
  async #turn({ purpose, signal, onWaiting }: Question): Promise<Turn> {
    // What takes its time the first time is not what the engine is given time for.
    await this.#connect();
    return new Turn(await this.#limit?.take(purpose, signal, onWaiting));
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

async function open(options: ClientOptions): Promise<Connection> {
  const { agent, stdio, ...target } = await openTransport(options);
  // Loaded when an engine is first talked to: it is the largest dependency by far.
  const { default: Docker } = await import("dockerode");
  // Every field is given: docker-modem 5.0.7 fills what is missing from this process's environment.
  const modem = {
    ...target,
    agent,
    pathPrefix: "/",
    timeout: 0,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  return { docker: new Docker(modem as Dockerode.DockerOptions), agent, stdio };
}

/**
 * Aborts the request before its answer, and ends the answer itself from then on: a request whose answer has come whole,
 * and has not been read yet, meets its abort as an error of its socket that nobody listens to (Node 24.21).
 */
function untilAnswered(signal: AbortSignal) {
  const request = new AbortController();
  const abort = () => request.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: request.signal,
    answered(stream: EngineStream): EngineStream {
      signal.removeEventListener("abort", abort);
      const end = () => stream.body.destroy();
      if (signal.aborted) end();
      signal.addEventListener("abort", end, { once: true });
      return stream;
    },
  };
}

interface DialOptions {
  /** Ends with `?` where there is a query. */
  readonly path: string;
  readonly query?: Record<string, unknown>;
  readonly stream?: boolean;
  readonly signal: AbortSignal;
}

/**
 * What dockerode's own calls come down to, for those of them that take no signal (`ping`, `version`, `inspect` of an
 * image) or parse a log that looks like JSON (`logs` without `follow`).
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
        statusCodes: { 200: true, 404: "not found", 500: "server error" },
      },
      (error: unknown, result: unknown) => {
        if (error) reject(error);
        else resolve(result);
      },
    );
  });
}
