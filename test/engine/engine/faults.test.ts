import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { followService } from "../../../src/core/logs/followService.ts";
import { LogReader } from "../../unit/core/engine/support/logReader.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { hubOf } from "../../unit/core/logs/support/hubOf.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";
import { untilAsDockerPs } from "../support/dockerPs.ts";
import { expectFollowed } from "../support/flapping.ts";
import { canHaveSpare, openSpare, type Spare } from "../support/spare.ts";

const project = `devloop-test-${randomBytes(4).toString("hex")}`;
/** From the moment that the engine answers again. */
const SOON_MS = 5_000;

describe.skipIf(!canHaveSpare)("an engine that fails (a private one: needs Debian and root)", () => {
  let spare: Spare;
  let engine: Spare["engine"];
  let env: NodeJS.ProcessEnv;
  let image: string;
  let watched: Watched;

  beforeAll(async () => {
    spare = await openSpare("faults");
    ({ engine, env, image } = spare);
  });

  afterAll(() => spare?.engine.remove());

  beforeEach(async () => {
    await engine.start();
    watched = new Watched(await endpointOf(env));
    watched.engine.start();
    await watched.until("it is connected", () => watched.containers !== undefined);
  });

  afterEach(async () => {
    watched.engine.dispose();
    await spare.restore();
  });

  async function run(service: string, ...options: string[]): Promise<string> {
    const args = ["run", "--detach", "--network", "none", ...composeLabels(project, service), ...options];
    const id = await docker([...args, image], env);
    await watched.untilStatus(id, "running");
    return id;
  }

  /** The first that is noticed may be a connection that breaks: the next attempt tells why. */
  async function untilUnreachable(why: string): Promise<void> {
    const isSaid = () => {
      const { state } = watched.engine;
      return state.kind === "unreachable" && state.reason.includes(why);
    };
    await watched.until(`it is unreachable: ${why}`, isSaid, SOON_MS);
  }

  test("stopped and started under running containers, one of which comes back", async () => {
    await run("plain");
    await run("stubborn", "--restart", "always");
    await engine.stop();
    await untilUnreachable("not running");
    expect(watched.containers).toBeUndefined();
    await engine.start();
    await watched.until("it is back", () => watched.engine.state.kind === "connected", SOON_MS);
    await untilAsDockerPs(watched, { env });
    expect([...(watched.containers?.values() ?? [])].map(({ status }) => status).sort()).toEqual([
      "exited",
      "running",
    ]);
  });

  test("killed, as by a crash: its socket stays, and nothing listens there", async () => {
    await run("plain");
    await engine.kill();
    await untilUnreachable("nothing listens");
    await engine.start();
    await watched.until("it is back", () => watched.engine.state.kind === "connected", SOON_MS);
    await untilAsDockerPs(watched, { env });
  });

  test("hung: a sign of life that does not come, and all is well when it goes on", async () => {
    const id = await run("plain");
    await engine.pause();
    expect(await watched.engine.checkAlive()).toBe(false);
    await untilUnreachable("does not answer");
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

  test("a container that flaps is followed, at a bounded cost, and the others stay as they are", async () => {
    const others = [await run("plain"), await run("paused"), await run("ended")];
    await docker(["pause", others[1] ?? ""], env);
    await docker(["kill", others[2] ?? ""], env);
    await expectFollowed(spare, await run("flapping"), others, 3_000);
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
    const hub = hubOf(watched);
    const followed = followService({
      hub,
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
    hub.dispose();
  });
});
