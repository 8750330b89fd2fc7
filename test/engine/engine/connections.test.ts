import { randomBytes } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { shellImage } from "../support/composeProject.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";
import { untilAsDockerPs } from "../support/dockerPs.ts";
import { FaultProxy, type Treatment } from "../support/faultProxy.ts";

const SOON_MS = 5_000;
/** What a sign of life may take: its own limit is 3 s, and the machine may be busy. */
const CHECK_MS = SOON_MS;

let image: string;
let project: string;
let proxy: FaultProxy;
let watched: Watched;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = `devloop-test-${randomBytes(4).toString("hex")}`;
  const { host } = await endpointOf();
  proxy = await FaultProxy.open({ target: host.replace(/^unix:\/\//, "") });
  watched = new Watched(proxy.endpoint);
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
});

afterEach(async () => {
  watched.engine.dispose();
  await proxy.remove();
  const ids = await docker([
    "ps",
    "--all",
    "--quiet",
    "--filter",
    `label=com.docker.compose.project=${project}`,
  ]);
  if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")]);
});

async function run(service: string): Promise<string> {
  const args = ["run", "--detach", "--network", "none", ...composeLabels(project, service)];
  return await docker([...args, image]);
}

/** The first that is noticed may be a connection that breaks: the next attempt tells why. */
async function lost(why = ""): Promise<void> {
  const isSaid = () => {
    const { state } = watched.engine;
    return state.kind === "unreachable" && state.reason.includes(why);
  };
  await watched.until(`it is lost: ${why}`, isSaid, 2 * SOON_MS);
  expect(watched.containers).toBeUndefined();
}

/** Until no connection is left for the next request: all that is open is the event stream. */
async function onlyEvents(): Promise<void> {
  const end = performance.now() + 2 * SOON_MS;
  while (proxy.connections > 1) {
    if (performance.now() > end) throw new Error(`${proxy.connections} connections stay open.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** True: it is alive. Fails where that takes longer than a user is made to wait. */
async function check(): Promise<boolean> {
  const begun = performance.now();
  const alive = await watched.engine.checkAlive();
  expect(performance.now() - begun).toBeLessThan(CHECK_MS);
  return alive;
}

describe("a connection held half-open", () => {
  test("by something that takes no new one either is found out, and heals when a new one works", async () => {
    const id = await run("web");
    await watched.untilStatus(id, "running", SOON_MS);
    proxy.freeze();
    proxy.treatment = { kind: "mute" };
    await docker(["kill", id]);
    expect(await check()).toBe(false);
    await lost("does not answer");
    proxy.treatment = { kind: "pass" };
    await watched.untilStatus(id, "exited", SOON_MS);
    await untilAsDockerPs(watched, { project });
  });

  test("while new ones work is replaced, and what went by unseen is seen", async () => {
    const id = await run("web");
    await watched.untilStatus(id, "running", SOON_MS);
    await onlyEvents();
    proxy.freeze();
    await docker(["kill", id]);
    expect(await check()).toBe(true);
    await watched.untilStatus(id, "exited", SOON_MS);
    // And what comes from now on is heard.
    await docker(["start", id]);
    await watched.untilStatus(id, "running", SOON_MS);
    await untilAsDockerPs(watched, { project });
    expect(watched.kinds).not.toContain("unreachable");
  });
});

describe("something between that", () => {
  const html = "<html><body><h1>Bad Gateway</h1></body></html>";
  test.each<[string, Treatment]>([
    ["takes connections and never answers", { kind: "mute" }],
    [
      "answers with HTTP 502",
      { kind: "answer", bytes: `HTTP/1.1 502 Bad Gateway\r\nContent-Length: ${html.length}\r\n\r\n${html}` },
    ],
    ["answers with garbage", { kind: "answer", bytes: "\u0016\u0003\u0001 what?\r\n\r\n" }],
    [
      "answers with a page",
      { kind: "answer", bytes: `HTTP/1.1 200 OK\r\nContent-Length: ${html.length}\r\n\r\n${html}` },
    ],
    ["closes at once", { kind: "answer", bytes: "" }],
    ["breaks in an answer's first byte", { kind: "break", afterBytes: 1 }],
    ["breaks in an answer's headers", { kind: "break", afterBytes: 60 }],
    ["breaks in the middle of a chunk", { kind: "break", afterBytes: 700 }],
  ])("%s is told as such, and heals when it passes again", async (_what, treatment) => {
    const id = await run("web");
    await watched.untilStatus(id, "running", SOON_MS);
    proxy.treatment = treatment;
    proxy.breakAll();
    await lost();
    expect(watched.engine.state).toMatchObject({
      reason: expect.stringMatching(/^.+\.$/),
      advice: expect.stringMatching(/^.+\.$/),
    });
    await docker(["kill", id]);
    proxy.treatment = { kind: "pass" };
    await watched.untilStatus(id, "exited", SOON_MS);
    await untilAsDockerPs(watched, { project });
  });
});

describe("a socket's file", () => {
  test("that vanishes and comes back as another one, with its connections broken", async () => {
    const id = await run("web");
    await watched.untilStatus(id, "running", SOON_MS);
    proxy.vanish();
    proxy.breakAll();
    await lost("not running");
    await docker(["kill", id]);
    await proxy.listen();
    await watched.untilStatus(id, "exited", SOON_MS);
    await untilAsDockerPs(watched, { project });
  });

  test("that vanishes under a connection that stays", async () => {
    const id = await run("web");
    await watched.untilStatus(id, "running", SOON_MS);
    proxy.vanish();
    // Told on the connection that stays; what it is about can be asked only on a new one.
    await docker(["kill", id]);
    await docker(["start", id]);
    await proxy.listen();
    await watched.until(
      "its second start is known",
      () =>
        watched.containers?.get(id)?.finishedAt !== undefined && watched.engine.state.kind === "connected",
      SOON_MS,
    );
    await untilAsDockerPs(watched, { project });
  });
});
