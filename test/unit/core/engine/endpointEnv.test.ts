import { expect, test } from "vitest";
import { endpointEnv } from "../../../../src/core/engine/endpointEnv.ts";
import type { EndpointInfo } from "../../../../src/shared/model.ts";

const endpoint = (host: string, context?: string): EndpointInfo => ({
  source: "setting",
  host,
  ...(context === undefined ? {} : { context }),
});

test.each<[EndpointInfo, Record<string, string>]>([
  [endpoint("unix:///x.sock"), { DOCKER_HOST: "unix:///x.sock" }],
  [endpoint("ssh://me@box"), { DOCKER_HOST: "ssh://me@box" }],
  [endpoint("ssh://me@box", "far"), { DOCKER_HOST: "", DOCKER_CONTEXT: "far" }],
  [endpoint("tcp://box:2375"), { DOCKER_HOST: "tcp://box:2375" }],
  [endpoint("tcp://box:2376"), { DOCKER_HOST: "tcp://box:2376", DOCKER_TLS_VERIFY: "1" }],
  [endpoint("https://[::1]"), { DOCKER_HOST: "tcp://[::1]:2376", DOCKER_TLS_VERIFY: "1" }],
  [endpoint("http://box:80/"), { DOCKER_HOST: "tcp://box:80" }],
])("the docker command goes to %o by %o", (to, env) => {
  expect(endpointEnv({ kind: "connecting", endpoint: to })).toEqual(env);
});

test("no engine is no way, in words", () => {
  expect(() => endpointEnv({ kind: "idle" })).toThrow("has not answered yet");
  expect(() =>
    endpointEnv({ kind: "unreachable", reason: "There is none.", advice: "Start Docker." }),
  ).toThrow("There is none. Start Docker.");
});
