import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeHost, parseHost } from "../../../../src/core/engine/hostAddress.ts";

describe("a Docker host", () => {
  test.each([
    ["unix:///var/run/docker.sock", { kind: "socket", path: "/var/run/docker.sock" }],
    ["npipe:////./pipe/docker_engine", { kind: "socket", path: "//./pipe/docker_engine" }],
    ["tcp://10.0.0.1", { kind: "tcp", hostname: "10.0.0.1", port: 2375, tls: false }],
    ["tcp://10.0.0.1:80", { kind: "tcp", hostname: "10.0.0.1", port: 80, tls: false }],
    ["tcp://box:2376", { kind: "tcp", hostname: "box", port: 2376, tls: true }],
    ["https://box", { kind: "tcp", hostname: "box", port: 2376, tls: true }],
    ["http://box:1234/", { kind: "tcp", hostname: "box", port: 1234, tls: false }],
    ["tcp://[::1]:2375", { kind: "tcp", hostname: "::1", port: 2375, tls: false }],
    ["tcp://[fe80::2376]", { kind: "tcp", hostname: "fe80::2376", port: 2375, tls: false }],
    ["ssh://me@box", { kind: "command", scheme: "ssh" }],
    ["fd://3", { kind: "command", scheme: "fd" }],
    ["ssh://", { kind: "invalid" }],
    ["unix://", { kind: "invalid" }],
    ["tcp://:2375", { kind: "invalid" }],
    ["", { kind: "invalid" }],
  ])("%s", (host, address) => {
    expect(parseHost(host)).toEqual(address);
  });

  test.each([
    ["/run/docker.sock", "unix:///run/docker.sock"],
    ["\\\\.\\pipe\\docker_engine", "npipe:////./pipe/docker_engine"],
    ["box:2375", "tcp://box:2375"],
    ["ssh://box", "ssh://box"],
    ["context-name", "context-name"],
    ["~/docker.sock", "unix:///home/me/docker.sock"],
    ["unix://~/docker.sock", "unix:///home/me/docker.sock"],
    ["~me/docker.sock", "~me/docker.sock"],
  ])("a scheme that was left out of %s is added", (text, host) => {
    expect(completeHost(text, "/home/me")).toBe(host);
  });

  test("any text is read without an error", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("", "tcp://", "unix://", "https://"), (text, scheme) => {
        expect(parseHost(completeHost(scheme + text, "/home/me"))).toHaveProperty("kind");
      }),
    );
  });
});
