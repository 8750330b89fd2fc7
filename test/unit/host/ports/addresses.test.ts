import { expect, test } from "vitest";
import { portAddresses } from "../../../../src/host/ports/addresses.ts";
import type { EngineState, PublishedPort } from "../../../../src/shared/model.ts";
import { app, container, exited } from "../states.ts";

const LOCAL = app().engine;
const port = (changes: Partial<PublishedPort>): PublishedPort => ({
  address: "0.0.0.0",
  published: 8080,
  target: 80,
  protocol: "tcp",
  ...changes,
});
const at = (host: string): EngineState => ({
  kind: "connected",
  endpoint: { source: "setting", host },
  version: "29",
});
const urls = (ports: PublishedPort[], engine = LOCAL) =>
  portAddresses([container({ ports })], engine).map(({ url }) => url);

test("a port published on both kinds of addresses is one", () => {
  expect(urls([port({}), port({ address: "::" })])).toEqual(["http://localhost:8080/"]);
});

test("a port is reached at the address that it is bound to", () => {
  expect(urls([port({ address: "127.0.0.1" })])).toEqual(["http://localhost:8080/"]);
  expect(urls([port({ address: "192.168.1.5" })])).toEqual(["http://192.168.1.5:8080/"]);
  expect(urls([port({ address: "fe80::1" })])).toEqual(["http://[fe80::1]:8080/"]);
});

test("the ports of an engine elsewhere are on its machine", () => {
  expect(urls([port({})], at("tcp://build.example:2376"))).toEqual(["http://build.example:8080/"]);
  expect(urls([port({})], at("ssh://me@build.example"))).toEqual(["http://build.example:8080/"]);
  expect(urls([port({})], at("tcp://[fd00::2]:2375"))).toEqual(["http://[fd00::2]:8080/"]);
  expect(urls([port({})], at("tcp://127.0.0.1:2375"))).toEqual(["http://localhost:8080/"]);
});

test("what speaks TLS by convention is opened so", () => {
  expect(urls([port({ target: 443, published: 8443 })])).toEqual(["https://localhost:8443/"]);
});

test("what no browser can open is left out", () => {
  expect(urls([port({ protocol: "udp" })])).toEqual([]);
  expect(portAddresses([exited(0, { ports: [port({})] })], LOCAL)).toEqual([]);
});
