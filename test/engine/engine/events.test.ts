import { homedir } from "node:os";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LineSplitter } from "../../../src/core/base/lines.ts";
import { createEngineClient } from "../../../src/core/engine/client.ts";
import type { EngineContainer } from "../../../src/core/engine/container.ts";
import { decodeEvent } from "../../../src/core/engine/decodeEvent.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";

/** What a user waits for at most; `docker` itself returned before. */
const SOON_MS = 5_000;

let image: string;
let project: ComposeProject;
let watched: Watched;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  watched = new Watched(await endpointOf());
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
});

afterEach(async () => {
  watched.engine.dispose();
  const ids = await docker(["ps", "--all", "--quiet", "--filter", label()]);
  if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")]);
  await project.dispose();
});

function label(): string {
  return `label=com.docker.compose.project=${project.name}`;
}

function own(): EngineContainer[] {
  return [...(watched.containers?.values() ?? [])].filter(({ labels }) => labels.project === project.name);
}

function service(name: string): EngineContainer | undefined {
  return own().find(({ labels }) => labels.service === name);
}

async function run(
  name: string,
  options: readonly string[] = [],
  command: readonly string[] = [],
): Promise<string> {
  const labels = composeLabels(project.name, name);
  return await docker(["run", "--detach", "--network", "none", ...labels, ...options, image, ...command]);
}

/** Waits until all that is told of the project's containers is what `docker ps` says now. */
async function equalsDockerPs(): Promise<void> {
  const ps = ["ps", "--all", "--no-trunc", "--filter", label(), "--format", "{{.ID}} {{.Names}} {{.State}}"];
  const listed = (await docker(ps)).split("\n").filter(Boolean).sort();
  const told = () =>
    own()
      .map(({ id, name, status }) => `${id} ${name} ${status}`)
      .sort();
  await watched.until(`it is as docker ps: ${listed}`, () => told().join() === listed.join(), SOON_MS);
}

describe("what docker does is told", () => {
  test("create, start, kill, start, pause, restart, remove", async () => {
    const id = await docker(["create", "--network", "none", ...composeLabels(project.name, "web"), image]);
    await watched.untilStatus(id, "created", SOON_MS);
    await docker(["start", id]);
    await watched.untilStatus(id, "running", SOON_MS);
    const firstStart = watched.containers?.get(id)?.startedAt ?? 0;
    await docker(["kill", id]);
    await watched.untilStatus(id, "exited", SOON_MS);
    expect(watched.containers?.get(id)).toMatchObject({ exitCode: 137, oomKilled: false });
    await docker(["start", id]);
    await watched.untilStatus(id, "running", SOON_MS);
    expect(watched.containers?.get(id)).not.toHaveProperty("exitCode");
    await docker(["pause", id]);
    await watched.untilStatus(id, "paused", SOON_MS);
    await docker(["unpause", id]);
    await watched.untilStatus(id, "running", SOON_MS);
    await docker(["restart", id]);
    const inspected = Date.parse(await docker(["inspect", "--format", "{{.State.StartedAt}}", id]));
    await watched.until(
      "its start is the last",
      () => watched.containers?.get(id)?.startedAt === inspected,
      SOON_MS,
    );
    expect(inspected).toBeGreaterThan(firstStart);
    await docker(["rm", "--force", id]);
    await watched.until("it is gone", () => !watched.containers?.has(id), SOON_MS);
  });

  test("health: starting, healthy, unhealthy", async () => {
    const check = [
      "--health-cmd",
      "test ! -e /tmp/ill",
      "--health-interval",
      "200ms",
      "--health-retries",
      "1",
    ];
    const id = await run("web", [...check, "--health-start-period", "0s"]);
    await watched.until("it is healthy", () => watched.containers?.get(id)?.health === "healthy", 20_000);
    await docker(["exec", id, "touch", "/tmp/ill"]);
    await watched.until("it is unhealthy", () => watched.containers?.get(id)?.health === "unhealthy", 20_000);
    await docker(["exec", id, "rm", "/tmp/ill"]);
    await watched.until("it is healthy", () => watched.containers?.get(id)?.health === "healthy", 20_000);
    await docker(["kill", id]);
    await watched.until("it has ended", () => watched.containers?.get(id)?.health === "none", SOON_MS);
  });

  test("a program that uses more memory than it may", async () => {
    const id = await run("hungry", ["--memory", "16m", "--memory-swap", "16m"], ["tail", "/dev/zero"]);
    await watched.untilStatus(id, "exited", 30_000);
    await watched.until("memory is said", () => watched.containers?.get(id)?.oomKilled === true, SOON_MS);
    expect(watched.containers?.get(id)?.exitCode).toBe(137);
  });

  test("a program that is restarted by the engine again and again", async () => {
    const id = await run("crashing", ["--restart", "always"], ["sh", "-c", "exit 3"]);
    await watched.until("it restarts", () => watched.containers?.get(id)?.status === "restarting", 20_000);
    expect(watched.containers?.get(id)?.exitCode).toBe(3);
  });
});

describe("what docker does to a container that Compose did not make is told", () => {
  let id: string;

  afterEach(async () => {
    await docker(["rm", "--force", id]);
  });

  test("run, rename, stop, remove: it is of no project, and its own service", async () => {
    const options = ["--detach", "--network", "none", "--name", project.name, "--stop-timeout", "1"];
    id = await docker(["run", ...options, image]);
    await watched.untilStatus(id, "running", SOON_MS);
    expect(watched.containers?.get(id)).toMatchObject({
      name: project.name,
      image,
      labels: { project: "", service: project.name },
    });
    await docker(["rename", id, `${project.name}-2`]);
    await watched.until(
      "it has moved",
      () => watched.containers?.get(id)?.labels.service === `${project.name}-2`,
      SOON_MS,
    );
    expect(watched.containers?.get(id)?.status).toBe("running");
    await docker(["stop", id]);
    await watched.untilStatus(id, "exited", SOON_MS);
    await docker(["rm", id]);
    await watched.until("it is gone", () => !watched.containers?.has(id), SOON_MS);
  });

  test("its health check's runs cost nothing: the engine keeps them to itself", async () => {
    const client = createEngineClient({ endpoint: await endpointOf(), env: process.env, homeDir: homedir() });
    const abort = new AbortController();
    const { body } = await client.events({ signal: abort.signal });
    const told: string[] = [];
    const splitter = new LineSplitter(1_000_000);
    body.on("data", (chunk: Buffer) => {
      for (const { text } of splitter.push(chunk)) {
        const event = decodeEvent(text);
        if (typeof event === "object" && event.kind === "container" && event.id === id)
          told.push(event.action);
      }
    });
    try {
      const check = ["--health-cmd", "true", "--health-interval", "100ms", "--health-start-period", "0s"];
      id = await docker(["create", "--network", "none", ...check, image]);
      await docker(["start", id]);
      const log = ["inspect", "--format", "{{len .State.Health.Log}}", id];
      await expect.poll(() => docker(log), { timeout: 20_000 }).toBe("5");
      await docker(["rm", "--force", id]);
      await expect.poll(() => told.at(-1), { timeout: SOON_MS }).toBe("destroy");
    } finally {
      abort.abort();
      client.dispose();
    }
    expect(new Set(told)).toEqual(new Set(["start", "health_status", "kill", "die", "destroy"]));
  });
});

describe("what Compose does is told", () => {
  test("up, with its labels and ports; recreation leaves the new container under the old name", async () => {
    const compose = (environment: string) =>
      [
        `name: ${project.name}`,
        "services:",
        `  web: { image: "${image}", ports: ["127.0.0.1::8080"], environment: { VALUE: "${environment}" } }`,
        `  worker: { image: "${image}", network_mode: none }`,
      ].join("\n");
    await project.write("compose.yaml", compose("one"));
    expect((await project.act({ kind: "up" })).result).toEqual({ kind: "done" });
    await equalsDockerPs();
    const before = service("web");
    expect(before).toMatchObject({ status: "running", number: 1, oneOff: false });
    expect(before?.labels).toMatchObject({ configFiles: [project.file], workingDir: project.folder });
    await watched.until("its port is known", () => service("web")?.ports.length === 1, SOON_MS);
    const published = await docker(["port", before?.id ?? "", "8080"]);
    const [port] = service("web")?.ports ?? [];
    expect(`${port?.address}:${port?.published}`).toBe(published);
    await project.write("compose.yaml", compose("two"));
    expect((await project.act({ kind: "up" })).result).toEqual({ kind: "done" });
    await equalsDockerPs();
    expect(service("web")?.id).not.toBe(before?.id);
    expect(service("web")?.name).toBe(`${project.name}-web-1`);
    expect((await project.act({ kind: "down" })).result).toEqual({ kind: "done" });
    await watched.until("nothing is left", () => own().length === 0, SOON_MS);
  });

  test("sixty containers that come and go", async () => {
    const service = `{ image: "${image}", network_mode: none, scale: 60, stop_grace_period: 1s }`;
    await project.write("compose.yaml", `name: ${project.name}\nservices:\n  web: ${service}\n`);
    expect((await project.act({ kind: "up" })).result).toEqual({ kind: "done" });
    await equalsDockerPs();
    expect(own()).toHaveLength(60);
    await watched.until(
      "all starts are known",
      () => own().every(({ startedAt }) => startedAt !== undefined),
      SOON_MS,
    );
    await docker(["kill", ...own().map(({ id }) => id)]);
    await equalsDockerPs();
    expect(own().every(({ exitCode }) => exitCode === 137)).toBe(true);
    // Somebody who starts to look now sees the same at once.
    const late = new Watched(await endpointOf());
    late.engine.start();
    await late.until("it is connected", () => late.containers !== undefined);
    expect(
      [...(late.containers?.values() ?? [])].filter(({ exitCode }) => exitCode === 137).length,
    ).toBeGreaterThanOrEqual(60);
    late.engine.dispose();
    expect((await project.act({ kind: "down" })).result).toEqual({ kind: "done" });
    await watched.until("nothing is left", () => own().length === 0, SOON_MS);
  });
});
