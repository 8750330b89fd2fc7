import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SILENT } from "../../../src/core/base/logger.ts";
import { ProcessRunner } from "../../../src/core/base/process.ts";
import { findProgram } from "../../../src/core/base/which.ts";
import { createEngineClient } from "../../../src/core/engine/client.ts";
import { dialCommand } from "../../../src/core/engine/dialCommand.ts";
import { Engine } from "../../../src/core/engine/engine.ts";
import { stdioDial } from "../../../src/core/engine/stdioDial.ts";
import { type Authority, authority } from "../../../tools/engine/certificates.ts";
import { spareEngine } from "../../../tools/engine/ensure.ts";
import { debianMachine, isRoot } from "../../../tools/engine/machine.ts";
import type { PrivateEngine } from "../../../tools/engine/private-engine.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { LogReader } from "../../unit/core/engine/support/logReader.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { shellImage } from "../support/composeProject.ts";
import { docker, endpointOf } from "../support/docker.ts";
import { type DockerConfig, dockerConfig } from "../support/dockerConfig.ts";
import { type Relay, relayTo, remoteTools, type SshEngine, sshEngine } from "../support/remoteEngines.ts";
import { runApp } from "../support/runningApp.ts";

const possible = debianMachine(process.env) !== undefined && isRoot();
const project = `devloop-test-${randomBytes(4).toString("hex")}`;

describe.skipIf(!possible)("an engine behind ssh (needs Debian and root)", () => {
  let ssh: SshEngine;
  let config: DockerConfig;
  let folder: string;

  beforeAll(async () => {
    ssh = await sshEngine();
    config = await dockerConfig(ssh.server.env);
    await config.createContext("far", `host=${ssh.host}`);
    folder = await realpath(await mkdtemp(path.join(tmpdir(), `${project}-`)));
    const script = "i=0; while true; do echo line $$i; i=$$((i + 1)); sleep 0.2; done";
    const web = `{ image: ${await shellImage()}, init: true, network_mode: none, command: ["sh", "-c", "${script}"] }`;
    await writeFile(path.join(folder, "compose.yaml"), `name: ${project}\nservices:\n  web: ${web}\n`);
  });

  afterAll(async () => {
    const ids = await docker([
      "ps",
      "--all",
      "--quiet",
      "--filter",
      `label=com.docker.compose.project=${project}`,
    ]);
    if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")]);
    await config?.remove();
    await ssh?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test("lists, tells, follows and acts, all through the context that was chosen", async () => {
    const { app, until } = await runApp(config.env, { folders: [folder], chosenContext: "far" });
    await until("it is connected", ({ engine, settled }) => engine.kind === "connected" && settled);
    expect(app.state.engine).toMatchObject({
      endpoint: { source: "chosen context", context: "far", host: ssh.host },
    });
    const contexts = await app.contexts(AbortSignal.timeout(10_000));
    expect(contexts).toContainEqual({ name: "far", description: "", host: ssh.host, current: false });

    const never = new AbortController();
    const request = { stackId: project, kind: "up", services: [] } as const;
    expect(await app.runAction(request, never.signal, async () => {})).toEqual({ kind: "done" });
    const web = () => {
      const stack = app.state.stacks.find(({ id }) => id === project);
      return stack?.services.find(({ name }) => name === "web")?.containers[0];
    };
    await until("web is running", () => web()?.status === "running");

    const reader = new LogReader();
    const abort = new AbortController();
    const followed = app.followLog(project, "web", 100, abort.signal, reader.emit);
    await reader.until("line 3\n");
    await docker(["kill", web()?.id ?? ""]);
    await until("web has ended", () => web()?.status === "exited");
    await reader.until("exited with code 137");
    abort.abort();
    await followed;

    await app.dispose();
    await expect.poll(() => ssh.server.connections(), { timeout: 60_000 }).toBe(0);
  });
});

describe.skipIf(!possible)("an engine that speaks TLS (a private one: needs Debian and root)", () => {
  const PORT = 2376;
  let engine: PrivateEngine;
  let certificates: Authority;
  let config: DockerConfig;
  let relay: Relay;
  let folder: string;
  let mine: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "devloop-certificates-"));
    certificates = await authority(path.join(folder, "authority"), await remoteTools());
    const files = await certificates.issue(path.join(folder, "engine"), ["IP:127.0.0.1"]);
    mine = await certificates.issue(path.join(folder, "mine"), []);
    const tls = {
      port: PORT,
      ca: certificates.ca,
      cert: path.join(files, "cert.pem"),
      key: path.join(files, "key.pem"),
    };
    const progress = createProgress("engine");
    engine = await spareEngine({ progress, env: process.env, name: `tls-${process.pid}`, tls });
    await engine.start();
    relay = await relayTo(engine, PORT);
    config = await dockerConfig();
  });

  afterAll(async () => {
    await relay?.remove();
    await config?.remove();
    await engine?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const file = (name: string) => path.join(mine, `${name}.pem`);

  test("is reached by a context's certificates, and by DOCKER_CERT_PATH", async () => {
    const host = `tcp://127.0.0.1:${relay.port}`;
    await config.createContext(
      "secure",
      `host=${host},ca=${file("ca")},cert=${file("cert")},key=${file("key")}`,
    );
    const byContext = await runApp(config.env, { chosenContext: "secure" });
    await byContext.until("it is connected", (state) => state.engine.kind === "connected");
    await byContext.app.dispose();

    const env = { ...config.env, DOCKER_HOST: host, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: mine };
    const byEnvironment = await runApp(env);
    await byEnvironment.until("it is connected", (state) => state.engine.kind === "connected");
    expect(byEnvironment.app.state.engine).toMatchObject({ endpoint: { source: "DOCKER_HOST", host } });
    await byEnvironment.app.dispose();
  });

  test("and is not where its certificate or ours is not right", async () => {
    const host = `tcp://127.0.0.1:${relay.port}`;
    const other = await authority(path.join(folder, "other"), await remoteTools());
    const foreign = await other.issue(path.join(folder, "foreign"), []);
    const bare = await mkdtemp(path.join(folder, "bare-"));
    await copyFile(certificates.ca, path.join(bare, "ca.pem"));
    for (const [dockerHost, certPath, reason] of [
      [host, foreign, "authority that is not known here"],
      [host, bare, "does not accept your certificate"],
      [`tcp://localhost:${relay.port}`, mine, "for another name"],
    ] as const) {
      const env = {
        ...config.env,
        DOCKER_HOST: dockerHost,
        DOCKER_TLS_VERIFY: "1",
        DOCKER_CERT_PATH: certPath,
      };
      const { app, until } = await runApp(env);
      await until(reason, ({ engine: { kind } }) => kind === "unreachable");
      expect(app.state.engine).toMatchObject({ reason: expect.stringContaining(reason) });
      await app.dispose();
    }
    const skip = `host=tcp://localhost:${relay.port},ca=${path.join(foreign, "ca.pem")},cert=${file("cert")},key=${file("key")},skip-tls-verify=true`;
    await config.createContext("unverified", skip);
    const { app, until } = await runApp(config.env, { chosenContext: "unverified" });
    await until("it is connected without verification", (state) => state.engine.kind === "connected");
    await app.dispose();
  });
});

describe("a host that only the docker command knows the way to", () => {
  test("is watched by way of docker system dial-stdio", async () => {
    const { host } = await endpointOf();
    const config = await dockerConfig();
    await config.createContext("near", `host=${host}`);
    const runner = new ProcessRunner({ trusted: () => true, env: config.env, logger: SILENT });
    const endpoint = { source: "context", context: "near", host: "later://near" } as const;
    const find = (name: string) => findProgram(name, config.env, process.platform);
    const docker = async () => (await find("docker")) ?? "";
    const dial = stdioDial({
      command: () => dialCommand(endpoint, { docker, find }),
      run: (options) => runner.run(options),
      cwd: tmpdir(),
    });
    const client = createEngineClient({ endpoint, env: {}, homeDir: homedir(), dial: async () => dial });
    const watched = new Watched(new Engine({ endpoint, client, logger: SILENT }));
    watched.engine.start();
    await watched.until("it is connected", () => watched.engine.state.kind === "connected", 60_000);
    watched.engine.dispose();
    await runner.ended();
    await config.remove();
  });
});

describe("the current context", () => {
  test("is another: it is connected to; is the same: the connection stays", async () => {
    const { host } = await endpointOf();
    const config = await dockerConfig();
    await config.createContext("first", `host=${host}`);
    await config.createContext("second", `host=${host}`);
    await config.useContext("first");
    const { app, until } = await runApp(config.env);
    const context = (name: string) => (state: typeof app.state) =>
      state.engine.kind === "connected" && state.engine.endpoint.context === name;
    await until("it is connected", context("first"));
    // The watch begins after the first look.
    await app.update({});
    const kinds: string[] = [];
    const subscription = app.onDidChange(({ next }) => kinds.push(next.engine.kind));
    await config.createContext("third", `host=${host}`);
    await config.useContext("second");
    await until("it is connected to the second", context("second"));
    // What came first, a new context that nobody uses, broke nothing: one change, to and fro.
    expect(kinds.filter((kind) => kind === "connecting")).toHaveLength(1);
    subscription.dispose();
    await app.dispose();
    await config.remove();
  });
});
