import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../src/core/base/logger.ts";
import { ProcessRunner } from "../../../src/core/base/process.ts";
import { findProgram } from "../../../src/core/base/which.ts";
import { MAX_CONNECTIONS } from "../../../src/core/engine/connectionLimit.ts";
import { EngineFinder } from "../../../src/core/engine/engineFinder.ts";
import { followService } from "../../../src/core/logs/followService.ts";
import { debianMachine, isRoot } from "../../../tools/engine/machine.ts";
import { LogReader } from "../../unit/core/engine/support/logReader.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { hubOf } from "../../unit/core/logs/support/hubOf.ts";
import { shellImage } from "../support/composeProject.ts";
import { composeLabels, docker } from "../support/docker.ts";
import { type SshEngine, sshEngine } from "../support/remoteEngines.ts";

const possible = debianMachine(process.env) !== undefined && isRoot();
const project = `devloop-test-${randomBytes(4).toString("hex")}`;
/** Each connection is a login, of which a busy machine makes one in some seconds. */
const SLOW_MS = 60_000;
const byProject = ["--filter", `label=com.docker.compose.project=${project}`];

describe.skipIf(!possible)("an engine behind ssh (needs Debian and root)", () => {
  let ssh: SshEngine;
  let runner: ProcessRunner;
  let image: string;
  let watched: Watched | undefined;

  beforeAll(async () => {
    image = await shellImage();
    ssh = await sshEngine();
  });

  afterAll(() => ssh?.remove());

  beforeEach(async () => {
    ssh.server.client({});
    await ssh.server.start();
  });

  afterEach(async () => {
    watched?.engine.dispose();
    runner?.dispose();
    await runner?.ended();
    const ids = await docker(["ps", "--all", "--quiet", ...byProject]);
    if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")]);
  });

  function watch(host: string, more: NodeJS.ProcessEnv = {}): Watched {
    const env = { ...process.env, ...ssh.server.env, ...more };
    runner = new ProcessRunner({ trusted: () => true, env, logger: SILENT });
    const finder = new EngineFinder({
      runner,
      logger: SILENT,
      env,
      homeDir: homedir(),
      platform: process.platform,
      docker: async () => (await findProgram("docker", env, process.platform)) ?? "",
      wrap: (client) => client,
    });
    watched = new Watched(finder.open({ kind: "found", endpoint: { source: "DOCKER_HOST", host } }));
    watched.engine.start();
    return watched;
  }

  async function run(service: string, script: string): Promise<string> {
    const args = ["run", "--detach", "--init", "--network", "none", ...composeLabels(project, service)];
    return docker([...args, image, "sh", "-c", script]);
  }

  test("twelve followed logs: eight connections, the rest wait and say so, and nothing else does", async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, index) => run(`s${index}`, `echo I am ${index}; exec sleep 600`)),
    );
    const far = watch(ssh.host);
    const hub = hubOf(far);
    const known = () => ids.every((id) => far.containers?.get(id)?.startedAt !== undefined);
    await far.until("all are running", known, SLOW_MS);
    const abort = new AbortController();
    const readers = ids.map(() => new LogReader());
    const followed = ids.map((id, index) =>
      followService({
        hub,
        containers: () => [...(far.containers?.values() ?? [])].filter((each) => each.id === id),
        onContainersChanged: far.onChanged,
        tail: 10,
        signal: abort.signal,
        emit: readers[index]?.emit ?? (async () => {}),
      }),
    );
    const waiting = () => (far.engine.state.kind === "connected" ? (far.engine.state.waiting ?? 0) : -1);
    await far.until("seven wait", () => waiting() === 7, SLOW_MS);
    expect(ssh.server.connections()).toBeLessThanOrEqual(MAX_CONNECTIONS);
    expect(
      readers.filter(({ shown }) => shown.includes("waiting for a free connection")).length,
    ).toBeGreaterThanOrEqual(7);
    expect(await far.engine.checkAlive()).toBe(true);
    // Longer than any answer may take: who waits is not taken for an engine that hangs.
    const last = ids.at(-1) ?? "";
    await docker(["stop", "--time", "0", last]);
    await far.untilStatus(last, "exited", SLOW_MS);
    await docker(["start", last]);
    await far.untilStatus(last, "running", SLOW_MS);
    expect(far.kinds.filter((kind) => kind === "unreachable")).toEqual([]);
    // Each that ends makes room for the next.
    for (const id of ids) await docker(["stop", "--time", "0", id]);
    await Promise.all(readers.map((reader, index) => reader.until(`I am ${index}\n`)));
    await far.until("none waits", () => waiting() === 0, SLOW_MS);
    abort.abort();
    await Promise.all(followed);
    hub.dispose();
  });

  test("the machine goes and comes back: it heals by itself, and nothing is missed", async () => {
    const id = await run("plain", "exec sleep 600");
    const far = watch(ssh.host);
    await far.untilStatus(id, "running", SLOW_MS);
    await ssh.server.kill();
    const told = () => (far.engine.state.kind === "unreachable" ? far.engine.state.reason : "");
    await far.until("it is told", () => told().includes("Nothing takes ssh connections"), SLOW_MS);
    await docker(["stop", "--time", "0", id]);
    await ssh.server.start();
    await far.untilStatus(id, "exited", SLOW_MS);
  });

  test.each([
    [{ host: "unknown" }, "not known to ssh yet"],
    [{ host: "changed" }, "another host key"],
    [{ key: "unknown" }, "takes none of your keys"],
  ] as const)(
    "a login that fails (%o) is told with what to do, and nobody is asked",
    async (client, reason) => {
      ssh.server.client(client);
      const folder = await mkdtemp(path.join(tmpdir(), "devloop-askpass-"));
      const askpass = path.join(folder, "askpass");
      const asked = path.join(folder, "asked");
      await writeFile(askpass, `#!/bin/sh\ntouch ${asked}\nsleep 600\n`);
      await chmod(askpass, 0o755);
      const far = watch(ssh.host, { SSH_ASKPASS: askpass, DISPLAY: ":0" });
      await far.until("it is told", () => far.engine.state.kind === "unreachable", SLOW_MS);
      expect(far.engine.state).toMatchObject({ reason: expect.stringContaining(reason) });
      await expect(rm(asked)).rejects.toThrow("ENOENT");
      // Mended, it is back at once when somebody asks for it.
      ssh.server.client({});
      await far.engine.relist();
      await far.until("it is connected", () => far.engine.state.kind === "connected", SLOW_MS);
      await rm(folder, { recursive: true });
    },
  );

  test.each([
    [
      "a socket that is not there",
      () => ssh.server.dockerHost("/nowhere.sock"),
      "Docker is not running on the machine",
    ],
    ["a port where nobody listens", () => "ssh://root@127.0.0.1:1", "Nothing takes ssh connections"],
    ["a name that there is not", () => "ssh://root@nowhere.invalid", "can't be resolved"],
    ["a scheme that nobody knows", () => "later://box", "knows no way"],
  ])("%s is told", async (_name, host, reason) => {
    const far = watch(host());
    await far.until("it is told", () => far.engine.state.kind === "unreachable", SLOW_MS);
    expect(far.engine.state).toMatchObject({ reason: expect.stringContaining(reason) });
  });

  test("a machine without a docker command is told", async () => {
    const bare = await sshEngine("/nowhere");
    const far = watch(bare.host, bare.server.env);
    await far.until("it is told", () => far.engine.state.kind === "unreachable", SLOW_MS);
    expect(far.engine.state).toMatchObject({
      reason: expect.stringContaining("no docker command"),
      advice: expect.stringContaining("docker version"),
    });
    await bare.remove();
  });
});
