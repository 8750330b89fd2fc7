import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";
import { untilAsDockerPs } from "../support/dockerPs.ts";
import { FaultProxy } from "../support/faultProxy.ts";
import { expectFollowed } from "../support/flapping.ts";
import { canHaveSpare, openSpare, type Spare } from "../support/spare.ts";

const project = `devloop-test-${randomBytes(4).toString("hex")}`;
/** From the moment that the engine answers again. */
const SOON_MS = 5_000;

describe.skipIf(!canHaveSpare)("an engine that fails for long (a private one: needs Debian and root)", () => {
  let spare: Spare;
  let env: NodeJS.ProcessEnv;
  let watched: Watched;

  beforeAll(async () => {
    spare = await openSpare("faults-full");
    env = spare.env;
  });

  afterAll(() => spare?.engine.remove());

  beforeEach(async () => {
    await spare.engine.start();
    watched = new Watched(await endpointOf(env));
    watched.engine.start();
    await watched.until("it is connected", () => watched.containers !== undefined);
  });

  afterEach(async () => {
    watched.engine.dispose();
    await spare.restore();
  });

  async function run(service: string, number = 1, ...options: string[]): Promise<string> {
    const args = ["run", "--detach", "--network", "none", ...composeLabels(project, service, number)];
    return await docker([...args, ...options, spare.image], env);
  }

  test("twenty restarts of dockerd under a running stack, every other one a crash", async () => {
    const { engine } = spare;
    const ids = [await run("plain"), await run("stubborn", 1, "--restart", "always")];
    for (let round = 0; round < 20; round++) {
      await watched.until("its containers are known", () => ids.every((id) => watched.containers?.has(id)));
      await (round % 2 === 0 ? engine.stop() : engine.kill());
      await watched.until("it is lost", () => watched.engine.state.kind === "unreachable", SOON_MS);
      expect(watched.containers).toBeUndefined();
      await engine.start();
      await untilAsDockerPs(watched, { env });
    }
    expect(watched.warnings).toEqual([]);
  }, 600_000);

  test("a container that flaps every 200 ms for 30 s is followed, and the others stay as they are", async () => {
    const others = [await run("plain"), await run("paused"), await run("ended")];
    await docker(["pause", others[1] ?? ""], env);
    await docker(["kill", others[2] ?? ""], env);
    await expectFollowed(spare, await run("flapping"), others, 30_000);
  });

  test("an engine that is slower than its events: each list takes a second, and sixty containers restart", async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
    const ids: string[] = [];
    for (const number of numbers) ids.push(await run("web", number));
    const proxy = await FaultProxy.open({ target: spare.engine.socket, listDelayMs: 1_000 });
    const slow = new Watched(proxy.endpoint);
    try {
      slow.engine.start();
      const starts = () => ids.map((id) => slow.containers?.get(id)?.startedAt);
      await slow.until("all is known", () => starts().every((each) => each !== undefined), 30_000);
      const asked = proxy.requests.length;
      await docker(["restart", "-t", "1", ...ids], env);
      await untilAsDockerPs(slow, { env });
      const inspected = await docker(["inspect", "--format", "{{.State.StartedAt}}", ...ids], env);
      const expected = inspected.split("\n").map((time) => Date.parse(time));
      await slow.until("all starts are the last", () => starts().join() === expected.join(), SOON_MS);
      // Two lists a second at most, and an inspection behind each that tells of a container: far fewer than events.
      const lists = proxy.requests.slice(asked).filter((each) => each.includes("/containers/json"));
      expect(lists.length).toBeLessThan(60);
      expect(proxy.requests.length - asked).toBeLessThan(60 * 6);
      expect(slow.kinds).not.toContain("unreachable");
    } finally {
      slow.engine.dispose();
      await proxy.remove();
    }
  });

  test("sixty containers that start at once, and are killed at once", async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
    const created: string[] = [];
    for (const number of numbers) {
      const args = ["create", "--network", "none", ...composeLabels(project, "web", number), spare.image];
      created.push(await docker(args, env));
    }
    await docker(["start", ...created], env);
    await untilAsDockerPs(watched, { env });
    await docker(["kill", ...created], env);
    await untilAsDockerPs(watched, { env });
    expect([...(watched.containers?.values() ?? [])].every(({ exitCode }) => exitCode === 137)).toBe(true);
    await docker(["rm", ...created], env);
    await untilAsDockerPs(watched, { env });
    expect(watched.containers?.size).toBe(0);
  });
});
