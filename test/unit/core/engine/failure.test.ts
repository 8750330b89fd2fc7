import { describe, expect, test } from "vitest";
import { StreamEnded, UnsupportedEngine } from "../../../../src/core/engine/engineErrors.ts";
import { describeFailure } from "../../../../src/core/engine/failure.ts";
import { DialFailed } from "../../../../src/core/engine/stdioDial.ts";
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
      "ca.pem",
    ],
    [
      nodeError("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"),
      remote,
      "No secure connection",
      "DOCKER_TLS_VERIFY",
    ],
    [
      nodeError("CERT_HAS_EXPIRED", "certificate has expired"),
      remote,
      "has expired",
      "Renew it on that machine",
    ],
    [
      nodeError("ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames"),
      remote,
      "for another name",
      'the Docker context "box"',
    ],
    [
      nodeError("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
      { source: "DOCKER_HOST", host: "tcp://box:2376" } as const,
      "authority that is not known here",
      "DOCKER_CERT_PATH",
    ],
    [
      nodeError("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required"),
      remote,
      "does not accept your certificate",
      "cert.pem and key.pem",
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

describe("what the docker command and ssh say", () => {
  const ssh: EndpointInfo = {
    source: "chosen context",
    context: "far",
    host: "ssh://me@box:2222/run/d.sock",
  };

  /** As docker 28.5 quotes what ssh (OpenSSH 9.2) said. */
  function quoted(said: string, code = 255): DialFailed {
    const text = `error while Copy (stream to stdout): command [ssh -l me -p 2222 -o ConnectTimeout=30 -T -- box docker system dial-stdio] has exited with exit status ${code}, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=${said}\n`;
    return new DialFailed("docker ended with code 1", text);
  }

  test.each([
    [quoted("Host key verification failed."), "not known to ssh", "`ssh -l me -p 2222 box`"],
    [
      quoted("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed."),
      "another host key",
      "known_hosts",
    ],
    [quoted("me@box: Permission denied (publickey,password)."), "does not let you in", "ssh-add"],
    [
      quoted("ssh: Could not resolve hostname box: Name or service not known"),
      "can't be resolved",
      "network",
    ],
    [quoted("ssh: connect to host box port 2222: Connection refused"), "Nothing takes ssh", "sshd"],
    [quoted("ssh: connect to host box port 2222: Connection timed out"), "can't be reached", "network"],
    [quoted("bash: line 1: docker: command not found", 127), "no docker command", "docker version"],
    [quoted("sh: 1: docker: not found", 127), "no docker command", "Install Docker there"],
    [
      quoted(
        "failed to open the raw stream connection: dial unix /run/d.sock: connect: no such file or directory",
        1,
      ),
      "Docker is not running on the machine",
      "Start Docker there",
    ],
    [
      quoted(
        "failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied",
        1,
      ),
      "not allowed to use Docker there",
      "docker group",
    ],
    [
      new DialFailed("x", 'error: exec: "ssh": executable file not found in $PATH'),
      "no ssh command",
      "OpenSSH",
    ],
    [
      new DialFailed(
        "x",
        'Failed to initialize: unable to resolve docker endpoint: context "far": context not found: open …',
      ),
      "no such context",
      "docker context ls",
    ],
    [new DialFailed("x", "invalid bind address format: foo://3"), "knows no way", "Correct the address"],
    [quoted("some new words.\nand more"), "can't be reached: and more.", 'the Docker context "far"'],
    [new DialFailed("there was no connection within 20 s"), "no connection within 20 s", "Check"],
  ])("%#", (error, reason, advice) => {
    const failure = describeFailure(error, ssh);
    expect(failure.reason).toContain(reason);
    expect(failure.advice).toContain(advice);
    for (const sentence of [failure.reason, failure.advice]) expect(sentence).toMatch(/^[A-Z].*[.)]$/);
    expect(failure.retryMs).toBeGreaterThan(4_000);
  });
});
