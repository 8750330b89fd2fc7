import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { AppState, StackState } from "../../../src/shared/model.ts";
import type { Environment } from "../../../src/shared/protocol.ts";
import { DEFAULT_BUILD } from "../../../src/shared/protocol.ts";
import { environment } from "../../support/environment.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

let image: string;
let project: ComposeProject;
const apps: App[] = [];

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  await project.write("compose.yaml", compose("web", "worker"));
});

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.dispose()));
  await project.dispose();
});

function compose(...services: string[]): string {
  return [
    `name: ${project.name}`,
    "services:",
    ...services.map((name) => `  ${name}: { image: "${image}" }`),
  ].join("\n");
}

async function start(
  overrides: Partial<Environment> = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<App> {
  const app = createApp({ logger: SILENT, env, homeDir: homedir(), platform: process.platform });
  apps.push(app);
  await app.initialize(environment([project.folder], overrides));
  return app;
}

/** Resolves with the first state, the one now included, of which the condition holds. */
function until(app: App, condition: (state: AppState) => boolean): Promise<AppState> {
  if (condition(app.state)) return Promise.resolve(app.state);
  return new Promise((resolve) => {
    const subscription = app.onDidChange(({ next }) => {
      if (!condition(next)) return;
      subscription.dispose();
      resolve(next);
    });
  });
}

const stackOf = (state: AppState): StackState | undefined =>
  state.stacks.find(({ id }) => id === project.name);
const statuses = (state: AppState) =>
  Object.fromEntries(
    (stackOf(state)?.services ?? []).map(({ name, containers }) => [
      name,
      containers.map(({ status }) => status),
    ]),
  );
const act = (app: App, kind: "up" | "down" | "restart", signal = new AbortController().signal) =>
  app.runAction({ stackId: project.name, kind, services: [] }, signal, async () => {});

/** Whether the state's containers are those of `docker ps --all`, id by id. */
async function equalsDockerPs(app: App): Promise<void> {
  const listed = await project.containers();
  const expected = Object.entries(listed).map(([service, { id, state }]) => `${service} ${id} ${state}`);
  await until(app, (state) => {
    const told = (stackOf(state)?.services ?? []).flatMap(({ name, containers }) =>
      containers.map(({ id, status }) => `${name} ${id} ${status}`),
    );
    return told.sort().join("\n") === expected.sort().join("\n");
  });
}

describe("the core, on a real engine", () => {
  test("tells the stack of the workspace's files before anything runs", async () => {
    const state = await (await start()).settled();
    expect(stackOf(state)).toMatchObject({ known: true, running: 0, total: 2, activeMode: project.file });
    expect(state.engine.kind).toBe("connected");
  });

  test("brings a stack up and takes it down, and tells each step", async () => {
    const app = await start();
    await app.settled();
    const seen: string[] = [];
    app.onDidChange(({ next }) =>
      seen.push(...(stackOf(next)?.actions.map(({ kind, phase }) => `${kind} ${phase}`) ?? [])),
    );
    await expect(act(app, "up")).resolves.toEqual({ kind: "done" });
    await until(app, (state) => stackOf(state)?.running === 2);
    expect(seen).toContain("up running");
    await expect(act(app, "down")).resolves.toEqual({ kind: "done" });
    await until(
      app,
      (state) => stackOf(state)?.services.every(({ containers }) => containers.length === 0) === true,
    );
    expect(stackOf(app.state)?.actions).toEqual([]);
  });

  test("equals docker ps after a container was killed and the stack recreated by others", async () => {
    const app = await start();
    await app.settled();
    await act(app, "up");
    const { web } = await project.containers();
    await project.run("kill", web?.id ?? "");
    await until(app, (state) => statuses(state)["web"]?.[0] === "exited");
    expect(stackOf(app.state)?.services[0]?.containers[0]?.exitCode).toBe(137);
    await equalsDockerPs(app);
    await project.run("compose", "--file", project.file, "up", "--detach", "--force-recreate");
    await equalsDockerPs(app);
    expect(stackOf(app.state)?.running).toBe(2);
  });

  test("runs two actions on one stack one after another", async () => {
    const app = await start();
    await app.settled();
    const most: number[] = [];
    app.onDidChange(({ next }) => {
      most.push(stackOf(next)?.actions.filter(({ phase }) => phase === "running").length ?? 0);
    });
    const results = await Promise.all([act(app, "up"), act(app, "restart"), act(app, "down")]);
    expect(results.map(({ kind }) => kind)).toEqual(["done", "done", "done"]);
    expect(Math.max(...most)).toBe(1);
    await equalsDockerPs(app);
  });

  test("takes up an edited compose file, keeps the last good one, and says what is wrong", async () => {
    const app = await start();
    await app.settled();
    await project.write("compose.yaml", compose("web", "worker", "cache"));
    await app.filesChanged([project.file]);
    expect(stackOf(app.state)?.total).toBe(3);
    await project.write("compose.yaml", "services: [");
    await app.filesChanged([project.file]);
    expect(stackOf(app.state)?.total).toBe(3);
    expect(stackOf(app.state)?.modes[0]?.problem).toMatch(/yaml/);
  });

  test("knows a folder that is opened over a link for the one that its containers were made in", async () => {
    await project.run("compose", "--file", project.file, "up", "--detach");
    const link = `${project.folder}-link`;
    await symlink(project.folder, link);
    try {
      const app = await start({ folders: [link] });
      await app.settled();
      const own = path.join(link, "compose.yaml");
      const state = await until(
        app,
        (next) => stackOf(next)?.running === 2 && stackOf(next)?.activeMode === own,
      );
      expect(stackOf(state)).toMatchObject({ origin: "workspace", collidesWith: [] });
      expect(stackOf(state)?.modes).toHaveLength(1);
      await expect(act(app, "down")).resolves.toEqual({ kind: "done" });
      await equalsDockerPs(app);
    } finally {
      await rm(link);
    }
  });

  test("follows a service's log over its recreation", async () => {
    const app = await start();
    await project.write(
      "compose.yaml",
      `${compose("web")}\n  talker: { image: "${image}", command: ["sh", "-c", "echo one $$HOSTNAME; exec /bin/idle"] }`,
    );
    await app.refresh();
    await act(app, "up");
    const stop = new AbortController();
    const lines: string[] = [];
    const second = Promise.withResolvers<void>();
    const follow = app.followLog(project.name, "talker", 100, stop.signal, async (chunk) => {
      if (chunk.kind === "text")
        lines.push(...chunk.text.split("\n").filter((line) => line.startsWith("one ")));
      if (lines.length === 2) second.resolve();
    });
    await until(app, (state) => statuses(state)["talker"]?.[0] === "running");
    await project.run("compose", "--file", project.file, "up", "--detach", "--force-recreate", "talker");
    await second.promise;
    stop.abort();
    await follow;
    expect(new Set(lines).size).toBe(2);
  });
});

describe("an untrusted workspace", () => {
  test("starts no program and asks no engine", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "devloop-shim-"));
    try {
      const log = path.join(folder, "started");
      await writeFile(path.join(folder, "docker"), `#!/bin/sh\necho "$@" >> ${log}\n`);
      await chmod(path.join(folder, "docker"), 0o755);
      const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
      const app = await start({ trust: "untrusted" }, env);
      const state = await app.settled();
      expect(state).toMatchObject({ trust: "untrusted", engine: { kind: "idle" }, stacks: [] });
      await expect(app.refresh()).rejects.toThrow(/not trusted/);
      await expect(act(app, "up")).rejects.toThrow(/not in this workspace|not trusted/);
      await expect(app.inspect("any", new AbortController().signal)).rejects.toThrow(/not trusted/);
      await app.filesChanged([project.file]);
      await expect(readFile(log, "utf8")).rejects.toMatchObject({ code: "ENOENT" });

      // The same shim is started as soon as the workspace is trusted: so the log would have told.
      await app.update({ trust: "trusted" });
      await app.settled();
      await expect(readFile(log, "utf8")).resolves.toContain("config");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("without an engine", () => {
  test("says so, knows the files, and heals by itself when one comes", async () => {
    const app = await start({
      settings: {
        dockerHost: "unix:///nonexistent/docker.sock",
        stacks: [],
        services: {},
        build: DEFAULT_BUILD,
      },
    });
    const state = await app.settled();
    expect(state.engine).toMatchObject({ kind: "unreachable" });
    expect(stackOf(state)).toMatchObject({ known: false, total: 2 });
    await app.update({ settings: { dockerHost: "", stacks: [], services: {}, build: DEFAULT_BUILD } });
    const healed = await until(app, ({ engine }) => engine.kind === "connected");
    expect(healed.engine.kind).toBe("connected");
    await until(app, (next) => stackOf(next)?.known === true);
  });
});
