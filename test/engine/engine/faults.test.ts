import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { followService } from "../../../src/core/engine/logFollow.ts";
import { spareEngine } from "../../../tools/engine/ensure.ts";
import { debianMachine, isRoot } from "../../../tools/engine/machine.ts";
import type { PrivateEngine } from "../../../tools/engine/private-engine.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { LogReader } from "../../unit/core/engine/support/logReader.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";

const possible = debianMachine(process.env) !== undefined && isRoot();
const project = `devloop-test-${randomBytes(4).toString("hex")}`;
/** From the moment that the engine answers again. */
const SOON_MS = 5_000;

describe.skipIf(!possible)("an engine that fails (a private one: needs Debian and root)", () => {
  let engine: PrivateEngine;
  let env: NodeJS.ProcessEnv;
  let image: string;
  let watched: Watched;

  beforeAll(async () => {
    const progress = createProgress("engine");
    engine = await spareEngine({ progress, env: process.env, name: `faults-${process.pid}` });
    await engine.start();
    env = { ...process.env, DOCKER_HOST: engine.host };
    image = await ensureShellImage({
      engine: { env: { DOCKER_HOST: engine.host } },
      progress,
      env: process.env,
    });
  });

  afterAll(() => engine?.remove());

  beforeEach(async () => {
    await engine.start();
    watched = new Watched(await endpointOf(env));
    watched.engine.start();
    await watched.until("it is connected", () => watched.containers !== undefined);
  });

  afterEach(async () => {
    watched.engine.dispose();
    engine.resume();
    await engine.start();
    const ids = await docker(["ps", "--all", "--quiet"], env);
    if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")], env);
  });

  async function run(service: string, ...options: string[]): Promise<string> {
    const args = ["run", "--detach", "--network", "none", ...composeLabels(project, service), ...options];
    const id = await docker([...args, image], env);
    await watched.untilStatus(id, "running");
    return id;
  }

  async function equalsDockerPs(): Promise<void> {
    const listed = (await docker(["ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.State}}"], env))
      .split("\n")
      .sort();
    const told = () =>
      [...(watched.containers?.values() ?? [])].map(({ id, status }) => `${id} ${status}`).sort();
    await watched.until("it is as docker ps", () => told().join() === listed.join(), SOON_MS);
  }

  test("stopped and started under running containers, one of which comes back", async () => {
    await run("plain");
    await run("stubborn", "--restart", "always");
    await engine.stop();
    await watched.until("it is lost", () => watched.engine.state.kind === "unreachable", SOON_MS);
    expect(watched.containers).toBeUndefined();
    expect(watched.engine.state).toMatchObject({ reason: expect.stringContaining("not running") });
    await engine.start();
    await watched.until("it is back", () => watched.engine.state.kind === "connected", SOON_MS);
    await equalsDockerPs();
    expect([...(watched.containers?.values() ?? [])].map(({ status }) => status).sort()).toEqual([
      "exited",
      "running",
    ]);
  });

  test("killed, as by a crash: its socket stays, and nothing listens there", async () => {
    await run("plain");
    await engine.kill();
    await watched.until("it is lost", () => watched.engine.state.kind === "unreachable", SOON_MS);
    expect(watched.engine.state).toMatchObject({ reason: expect.stringContaining("nothing listens") });
    await engine.start();
    await watched.until("it is back", () => watched.engine.state.kind === "connected", SOON_MS);
    await equalsDockerPs();
  });

  test("hung: a sign of life that does not come, and all is well when it goes on", async () => {
    const id = await run("plain");
    await engine.pause();
    expect(await watched.engine.checkAlive()).toBe(false);
    await watched.until("it is lost", () => watched.engine.state.kind === "unreachable", SOON_MS);
    expect(watched.engine.state).toMatchObject({ reason: expect.stringContaining("does not answer") });
    engine.resume();
    await watched.untilStatus(id, "running", 2 * SOON_MS);
  });

  test("containers that went while nobody could see it", async () => {
    const id = await run("plain");
    await engine.stop();
    await watched.until("it is lost", () => watched.containers === undefined, SOON_MS);
    await engine.start();
    await docker(["rm", "--force", id], env);
    await watched.until("it is gone", () => watched.containers?.has(id) === false, SOON_MS);
  });

  test("a followed log goes on when the engine and the container are back, without a line twice", async () => {
    const script = "i=0; while true; do echo line $i; i=$((i + 1)); sleep 0.1; done";
    const args = [
      "run",
      "--detach",
      "--network",
      "none",
      "--restart",
      "always",
      ...composeLabels(project, "web"),
    ];
    const id = await docker([...args, image, "sh", "-c", script], env);
    await watched.untilStatus(id, "running");
    const reader = new LogReader();
    const abort = new AbortController();
    const followed = followService({
      client: watched.engine.client,
      containers: () => [...(watched.containers?.values() ?? [])],
      onContainersChanged: watched.onChanged,
      tail: 1_000,
      signal: abort.signal,
      emit: reader.emit,
    });
    await reader.until("line 5\n");
    await engine.stop();
    const length = reader.text.length;
    await engine.start();
    await reader.untilMore(length, "line 5\n");
    await docker(["kill", id], env);
    await docker(["update", "--restart", "no", id], env);
    await docker(["stop", "--time", "0", id], env);
    await watched.untilStatus(id, "exited");
    const logged = await docker(["logs", id], env);
    await reader.untilText((text) => text.trim() === logged);
    abort.abort();
    await followed;
  });
});
