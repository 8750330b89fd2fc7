import { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";

/** An answer that goes on; the caller reads it to its end or aborts it by the signal that it was asked with. */
export interface EngineStream {
  readonly body: Readable;
  /** The newest API that the engine speaks, by its answer's headers: `1.51`. */
  readonly apiVersion?: string;
  /** The engine's own version, by its answer's headers (`Docker/28.5.2 (linux)`): `28.5.2`. */
  readonly version?: string;
  /** Of an archive: what it tells of the path, base64 of JSON. */
  readonly pathStat?: string;
}

/**
 * What changes a container's state, and what an image's name stands for. Health checks raise about three quarters of
 * all container events (`exec_create`, `exec_start`, `exec_die`): left out by the engine, they cost nothing here.
 */
export const EVENT_FILTER = {
  type: ["container", "image"],
  event: [
    "create",
    "start",
    "die",
    "destroy",
    "rename",
    "health_status",
    "oom",
    "pause",
    "unpause",
    "restart",
    "stop",
    "kill",
    "update",
    "tag",
    "untag",
    "delete",
    "pull",
    "load",
    "import",
  ],
};

/** Takes what docker-modem gave for an HTTP answer and reads its headers. */
export function toEngineStream(answer: unknown): EngineStream {
  if (!(answer instanceof IncomingMessage)) throw new Error("The engine's answer is not a stream.");
  // Its reader is told by the read itself; an abort before anybody reads must not end the process.
  answer.on("error", () => {});
  const apiVersion = header(answer, "api-version");
  const version = /^[A-Za-z]+\/(\S+)/.exec(header(answer, "server") ?? "")?.[1];
  const pathStat = header(answer, "x-docker-container-path-stat");
  return {
    body: answer,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(version === undefined ? {} : { version }),
    ...(pathStat === undefined ? {} : { pathStat }),
  };
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
