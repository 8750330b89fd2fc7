import { describe, expect, test } from "vitest";
import { describeFailure, StreamEnded, UnsupportedEngine } from "../../../../src/core/engine/failure.ts";
import { EngineTimeout } from "../../../../src/core/engine/timeLimit.ts";
import type { EndpointInfo } from "../../../../src/shared/model.ts";

const socket: EndpointInfo = { source: "default socket", host: "unix:///var/run/docker.sock" };
const remote: EndpointInfo = { source: "context", context: "box", host: "tcp://box:2376" };

function nodeError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe("an engine that can't be reached is said in words", () => {
  test.each([
    [nodeError("ENOENT"), socket, "not running: there is no unix:///var/run/docker.sock", "Start Docker"],
    [nodeError("ECONNREFUSED"), socket, "nothing listens", "Start Docker"],
    [nodeError("ECONNREFUSED"), remote, "nothing listens", 'the Docker context "box"'],
    [nodeError("EACCES"), socket, "not allowed", "docker group"],
    [nodeError("ENOTFOUND"), remote, "can't be resolved", "Check the network"],
    [nodeError("EHOSTUNREACH"), remote, "can't be reached", "Check the network"],
    [nodeError("ECONNRESET"), socket, "ended the connection", "Start Docker"],
    [new StreamEnded("x"), socket, "ended the connection", "Start Docker"],
    [new EngineTimeout("a ping", 3_000), socket, "does not answer", "restart"],
    [
      nodeError("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate"),
      remote,
      "self-signed certificate",
      "certificates",
    ],
    [
      nodeError("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"),
      remote,
      "No secure connection",
      "DOCKER_TLS_VERIFY",
    ],
    [new UnsupportedEngine("Too old.", "Update."), socket, "Too old.", "Update."],
    [new AggregateError([nodeError("ECONNREFUSED")]), remote, "nothing listens", "Start Docker there"],
    [
      Object.assign(new Error("(HTTP code 403) unexpected - plugin says no "), { statusCode: 403 }),
      remote,
      "HTTP 403): plugin says no.",
      "Check",
    ],
    [
      Object.assign(
        new Error("(HTTP code 400) unexpected - Client sent an HTTP request to an HTTPS server. "),
        {
          statusCode: 400,
        },
      ),
      remote,
      "wants a secure connection",
      "DOCKER_TLS_VERIFY=1",
    ],
    ["a text", socket, "a text", "Check"],
    [undefined, socket, "undefined", "Check"],
  ])("%s", (error, endpoint, reason, advice) => {
    const failure = describeFailure(error, endpoint);
    expect(failure.reason).toContain(reason);
    expect(failure.advice).toContain(advice);
    for (const sentence of [failure.reason, failure.advice]) expect(sentence).toMatch(/^[A-Z].*[.)]$/);
  });
});
