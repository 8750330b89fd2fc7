import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { probeSocket, type SocketProbe } from "../../../../src/core/engine/defaultSockets.ts";
import { type EndpointOptions, resolveEndpoint } from "../../../../src/core/engine/endpoint.ts";

let home = "";

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "devloop-home-"));
});

afterEach(() => rm(home, { recursive: true, force: true }));

async function config(content: string, folder = ".docker"): Promise<void> {
  await mkdir(path.join(home, folder), { recursive: true });
  await writeFile(path.join(home, folder, "config.json"), content);
}

/** @param sockets what is there; everything else is absent */
function resolve(options: Partial<EndpointOptions> = {}, sockets: Record<string, SocketProbe> = {}) {
  return resolveEndpoint({
    setting: "",
    env: {},
    homeDir: home,
    platform: "linux",
    contextHost: async () => undefined,
    probe: async (socket) => sockets[socket] ?? "absent",
    ...options,
  });
}

const contexts = async (name: string) => {
  if (name === "missing") throw new Error("context not found: missing\nmore");
  return `unix:///contexts/${name}.sock`;
};

const everything = { DOCKER_HOST: "tcp://env:2375", DOCKER_CONTEXT: "from-env" };

describe("which engine is meant", () => {
  test.each([
    [
      "the setting",
      "unix:///set.sock",
      everything,
      "from-file",
      { source: "setting", host: "unix:///set.sock" },
    ],
    ["a path in the setting", " /set.sock ", {}, "", { source: "setting", host: "unix:///set.sock" }],
    ["a name and port in the setting", "box:2375", {}, "", { source: "setting", host: "tcp://box:2375" }],
    ["then DOCKER_HOST", "", everything, "from-file", { source: "DOCKER_HOST", host: "tcp://env:2375" }],
    [
      "then DOCKER_CONTEXT",
      "",
      { DOCKER_CONTEXT: "from-env" },
      "from-file",
      { source: "context", context: "from-env", host: "unix:///contexts/from-env.sock" },
    ],
    [
      "then the current context",
      "",
      {},
      "from-file",
      { source: "context", context: "from-file", host: "unix:///contexts/from-file.sock" },
    ],
    ["then what listens", "", {}, "", { source: "default socket", host: "unix:///var/run/docker.sock" }],
    ["the context default is none", "", {}, "default", { source: "default socket" }],
    [
      "DOCKER_CONTEXT=default is none either",
      "",
      { DOCKER_CONTEXT: "default" },
      "from-file",
      { source: "default socket" },
    ],
  ])("%s", async (_name, setting, env, currentContext, expected) => {
    await config(JSON.stringify({ auths: {}, currentContext }));
    const found = await resolve(
      { setting, env, contextHost: contexts },
      { "/var/run/docker.sock": "listening" },
    );
    expect(found).toMatchObject({ kind: "found", endpoint: expected });
  });

  test("DOCKER_CONFIG says where the current context is written", async () => {
    await config(JSON.stringify({ currentContext: "elsewhere" }), "config");
    const env = { DOCKER_CONFIG: path.join(home, "config") };
    expect(await resolve({ env, contextHost: contexts })).toMatchObject({
      endpoint: { context: "elsewhere" },
    });
  });

  test.each([
    ["no JSON", "{", "not valid JSON"],
    ["other JSON", "[]", "not what Docker writes"],
    ["another type", '{"currentContext": 3}', "not what Docker writes"],
  ])("a configuration with %s is said, and nothing is guessed", async (_name, content, reason) => {
    await config(content);
    expect(await resolve({}, { "/var/run/docker.sock": "listening" })).toMatchObject({
      kind: "none",
      reason: expect.stringContaining(reason),
    });
  });

  test("a configuration that can't be read is said", async () => {
    await mkdir(path.join(home, ".docker", "config.json"), { recursive: true });
    expect(await resolve()).toMatchObject({ kind: "none", reason: expect.stringContaining("EISDIR") });
  });

  test("a context that can't be read is said with the docker command's first line", async () => {
    const found = await resolve({ env: { DOCKER_CONTEXT: "missing" }, contextHost: contexts });
    expect(found).toMatchObject({
      kind: "none",
      reason: 'The Docker context "missing" can\'t be read: context not found: missing',
      advice: expect.stringContaining("docker context ls"),
    });
  });

  test("a context without an engine is said", async () => {
    expect(await resolve({ env: { DOCKER_CONTEXT: "empty" } })).toMatchObject({
      kind: "none",
      reason: 'The Docker context "empty" names no engine.',
    });
  });

  test.each([
    ["ssh://me@box", "can't reach engines by ssh://"],
    ["fd://3", "can't reach engines by fd://"],
    ["nonsense", '"nonsense" is not the address'],
    ["tcp://", "is not the address"],
    ["tcp://box:99999", "is not the address"],
  ])("%s is refused in words", async (host, reason) => {
    for (const options of [{ setting: host }, { env: { DOCKER_HOST: host } }]) {
      expect(await resolve(options)).toMatchObject({ kind: "none", reason: expect.stringContaining(reason) });
    }
  });
});

describe("the default sockets", () => {
  test("the first that listens is taken, before one that only is there", async () => {
    const rootless = "/run/user/1000/docker.sock";
    const env = { XDG_RUNTIME_DIR: "/run/user/1000" };
    const found = await resolve({ env }, { "/var/run/docker.sock": "refused", [rootless]: "listening" });
    expect(found).toMatchObject({ endpoint: { host: `unix://${rootless}` } });
  });

  test("one that refuses is better than none: the engine says why", async () => {
    expect(await resolve({}, { "/var/run/docker.sock": "refused" })).toMatchObject({
      endpoint: { host: "unix:///var/run/docker.sock" },
    });
  });

  test.each([
    ["Docker Desktop on macOS", ".docker/run/docker.sock"],
    ["Docker Desktop on Linux", ".docker/desktop/docker.sock"],
    ["Colima", ".colima/default/docker.sock"],
    ["OrbStack", ".orbstack/run/docker.sock"],
    ["Podman", ".local/share/containers/podman/machine/podman.sock"],
  ])("%s", async (_name, socket) => {
    const file = path.posix.join(home, socket);
    expect(await resolve({}, { [file]: "listening" })).toMatchObject({
      endpoint: { host: `unix://${file}` },
    });
  });

  test("Windows has pipes", async () => {
    const found = await resolve({ platform: "win32" }, { "//./pipe/dockerDesktopLinuxEngine": "listening" });
    expect(found).toMatchObject({ endpoint: { host: "npipe:////./pipe/dockerDesktopLinuxEngine" } });
  });

  test("none at all is said, with what to do", async () => {
    expect(await resolve()).toEqual({
      kind: "none",
      reason: "No Docker engine was found on this machine.",
      advice: "Install or start Docker, or set devloop.dockerHost to where it listens.",
    });
  });
});

describe("probing a socket", () => {
  test("tells one that listens from one that was left behind and from none", async () => {
    const socket = path.join(home, "docker.sock");
    expect(await probeSocket(socket)).toBe("absent");
    const server = createServer();
    await new Promise<void>((resolved) => server.listen(socket, resolved));
    expect(await probeSocket(socket)).toBe("listening");
    await new Promise((resolved) => server.close(resolved));
    await writeFile(socket, "");
    expect(await probeSocket(socket)).toBe("refused");
  });
});
