import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialCommand } from "../../../../src/core/engine/dialCommand.ts";
import { parseSsh } from "../../../../src/core/engine/sshAddress.ts";
import type { EndpointInfo } from "../../../../src/shared/model.ts";

const programs = {
  docker: async () => "/bin/docker",
  find: async (name: string): Promise<string | undefined> => `/bin/${name}`,
};

const endpoint = (host: string, context?: string): EndpointInfo => ({
  source: "context",
  host,
  ...(context === undefined ? {} : { context }),
});

describe("what leads to an engine", () => {
  test("is ssh without questions, and dial-stdio on the far side", async () => {
    expect(await dialCommand(endpoint("ssh://me@box:2222/run/it's.sock", "far"), programs)).toEqual({
      program: "/bin/ssh",
      args: [
        ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-T", "-l", "me", "-p", "2222"],
        ...["--", "box", "docker", "'--host=unix:///run/it'\\''s.sock'", "system", "dial-stdio"],
      ],
    });
  });

  test("is what the user's ssh configuration says of a name", async () => {
    const { args } = await dialCommand(endpoint("ssh://box"), programs);
    expect(args.slice(-5)).toEqual(["--", "box", "docker", "system", "dial-stdio"]);
  });

  test.each([
    [endpoint("later://box"), ["--host", "later://box"]],
    [endpoint("later://box", "far"), ["--context", "far"]],
    // The docker command refuses these, and says why.
    [endpoint("ssh://me:secret@box"), ["--host", "ssh://me:secret@box"]],
    [endpoint("ssh://-oProxyCommand=x"), ["--host", "ssh://-oProxyCommand=x"]],
  ])("is the docker command for %o", async (to, where) => {
    expect(await dialCommand(to, programs)).toEqual({
      program: "/bin/docker",
      args: [...where, "system", "dial-stdio"],
    });
  });

  test("is missed where there is no ssh", async () => {
    const none = { ...programs, find: async () => undefined };
    await expect(dialCommand(endpoint("ssh://box"), none)).rejects.toMatchObject({
      stderr: expect.stringContaining("executable file not found"),
    });
  });
});

describe("an ssh address", () => {
  test.each([
    ["ssh://box", { hostname: "box" }],
    ["ssh://box/", { hostname: "box" }],
    ["ssh://me@box:22", { user: "me", hostname: "box", port: 22 }],
    ["ssh://[::1]:22/x", { hostname: "::1", port: 22, socket: "/x" }],
    ["SSH://box/a%20b", { hostname: "box", socket: "/a b" }],
    ["ssh://box/%", { hostname: "box", socket: "/%" }],
    ["ssh://me:pw@box", undefined],
    ["ssh://-x@box", undefined],
    ["ssh://box?x=1", undefined],
    ["ssh://", undefined],
  ])("%s", (host, address) => {
    expect(parseSsh(host)).toEqual(address);
  });

  test("no text makes an option of a name", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = parseSsh(`ssh://${text}`);
        expect(address?.hostname.startsWith("-") ?? false).toBe(false);
      }),
    );
  });
});
