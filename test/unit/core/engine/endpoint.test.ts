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
    choice: NOTHING,
    env: {},
    homeDir: home,
    platform: "linux",
    inspectContext: async () => undefined,
    probe: async (socket) => sockets[socket] ?? "absent",
    ...options,
  });
}

const NOTHING = { context: "", host: "" };

const inspectContext = async (name: string) => {
  if (name === "missing") throw new Error("context not found: missing\nmore");
  return { host: `unix:///contexts/${name}.sock`, skipTlsVerify: name === "unverified" };
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
      { choice: { context: "", host: setting }, env, inspectContext },
      { "/var/run/docker.sock": "listening" },
    );
    expect(found).toMatchObject({ kind: "found", endpoint: expected });
  });

  test("DOCKER_CONFIG says where the current context is written", async () => {
    await config(JSON.stringify({ currentContext: "elsewhere" }), "config");
    const env = { DOCKER_CONFIG: path.join(home, "config") };
    expect(await resolve({ env, inspectContext })).toMatchObject({
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
    const inspect = () => Promise.reject(new Error("invalid character\nUsage: docker"));
    const found = await resolve({ env: { DOCKER_CONTEXT: "odd" }, inspectContext: inspect });
    expect(found).toMatchObject({
      kind: "none",
      reason: 'The Docker context "odd" can\'t be read: invalid character.',
      advice: expect.stringContaining("docker context ls"),
    });
  });

  test("a context that is not there is said without the path that Docker missed", async () => {
    const missed =
      'context "gone": context not found: open /h/.docker/contexts/meta/1f/meta.json: no such file';
    const inspect = () => Promise.reject(new Error(missed));
    expect(await resolve({ env: { DOCKER_CONTEXT: "gone" }, inspectContext: inspect })).toMatchObject({
      kind: "none",
      reason: 'There is no Docker context "gone".',
    });
  });

  test("a context without an engine is said", async () => {
    expect(await resolve({ env: { DOCKER_CONTEXT: "empty" } })).toMatchObject({
      kind: "none",
      reason: 'The Docker context "empty" names no engine.',
    });
  });

  test.each([["ssh://me@box"], ["ssh://me@box:2222/run/docker.sock"], ["later://box"]])(
    "%s is left to the docker command",
    async (host) => {
      expect(await resolve({ env: { DOCKER_HOST: host } })).toEqual({
        kind: "found",
        endpoint: { source: "DOCKER_HOST", host },
      });
    },
  );

  test("the home folder is written in where no shell did", async () => {
    for (const host of ["unix://~/x.sock", "~/x.sock"]) {
      expect(await resolve({ choice: { context: "", host } })).toMatchObject({
        endpoint: { host: `unix://${home}/x.sock` },
      });
    }
  });

  test("a context's wish not to verify certificates is passed on", async () => {
    const choice = { context: "unverified", host: "" };
    expect(await resolve({ choice, inspectContext })).toMatchObject({ kind: "found", skipTlsVerify: true });
  });

  test.each([
    ["nonsense", '"nonsense" is not the address'],
    ["tcp://", "is not the address"],
    ["tcp://box:99999", "is not the address"],
  ])("%s is refused in words", async (host, reason) => {
    for (const options of [{ choice: { context: "", host } }, { env: { DOCKER_HOST: host } }]) {
      expect(await resolve(options)).toMatchObject({ kind: "none", reason: expect.stringContaining(reason) });
    }
  });
});

describe("the context that was chosen here", () => {
  test("goes before everything", async () => {
    await config(JSON.stringify({ currentContext: "from-file" }));
    const choice = { context: "mine", host: "unix:///set.sock" };
    expect(await resolve({ choice, env: everything, inspectContext })).toEqual({
      kind: "found",
      endpoint: { source: "chosen context", context: "mine", host: "unix:///contexts/mine.sock" },
    });
  });

  test("default means DOCKER_HOST or the default sockets, as for docker --context default", async () => {
    await config(JSON.stringify({ currentContext: "from-file" }));
    const choice = { context: "default", host: "unix:///set.sock" };
    const sockets = { "/var/run/docker.sock": "listening" } as const;
    expect(await resolve({ choice, env: everything, inspectContext }, sockets)).toEqual({
      kind: "found",
      endpoint: { source: "chosen context", host: "tcp://env:2375" },
    });
    const env = { DOCKER_CONTEXT: "from-env" };
    expect(await resolve({ choice, env, inspectContext }, sockets)).toEqual({
      kind: "found",
      endpoint: { source: "chosen context", host: "unix:///var/run/docker.sock" },
    });
  });

  test("that is gone is said, with the way to choose another", async () => {
    const choice = { context: "missing", host: "" };
    expect(await resolve({ choice, inspectContext })).toMatchObject({
      kind: "none",
      reason: expect.stringContaining('"missing"'),
      advice: expect.stringContaining("Choose Docker context"),
    });
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
    ["Colima by XDG", ".config/colima/default/docker.sock"],
    ["OrbStack", ".orbstack/run/docker.sock"],
    ["Rancher Desktop", ".rd/docker.sock"],
    ["Lima", ".lima/docker/sock/docker.sock"],
    ["Podman", ".local/share/containers/podman/machine/podman.sock"],
  ])("%s", async (_name, socket) => {
    const file = path.posix.join(home, socket);
    expect(await resolve({}, { [file]: "listening" })).toMatchObject({
      endpoint: { host: `unix://${file}` },
    });
  });

  test.each([
    ["COLIMA_HOME", "/elsewhere/default/docker.sock"],
    ["XDG_CONFIG_HOME", "/elsewhere/colima/default/docker.sock"],
    ["LIMA_HOME", "/elsewhere/docker-rootful/sock/docker.sock"],
    ["TMPDIR", "/elsewhere/podman/podman-machine-default-api.sock"],
    ["XDG_RUNTIME_DIR", "/elsewhere/podman/podman.sock"],
  ])("where %s says", async (name, socket) => {
    expect(await resolve({ env: { [name]: "/elsewhere" } }, { [socket]: "listening" })).toMatchObject({
      endpoint: { host: `unix://${socket}` },
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
