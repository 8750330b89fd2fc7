import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasHistory } from "../../../src/core/build/found/buildxVersion.ts";
import type { BuildRecord, LiveBuild } from "../../../src/shared/builds.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { docker } from "../support/docker.ts";
import { type RunningApp, runApp } from "../support/runningApp.ts";
import { type Terminal, terminal } from "./support/terminal.ts";

const supported = hasHistory(await docker(["buildx", "version"]));

let image: string;
let project: ComposeProject;
let state: string;
/** Its own folder of refs, so that other tests' builds are not this test's. */
let env: NodeJS.ProcessEnv;
let windows: RunningApp[];
let terminals: Terminal[];

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  state = await mkdtemp(path.join(tmpdir(), "devloop-found-"));
  env = {
    ...process.env,
    BUILDX_CONFIG: path.join(state, "buildx"),
    XDG_STATE_HOME: path.join(state, "state"),
  };
  windows = [];
  terminals = [];
  await project.write(
    "compose.yaml",
    `name: ${project.name}
services:
  web:
    build: .
    develop: { watch: [{ action: rebuild, path: ./page }] }
  bad: { build: { context: ., dockerfile: Dockerfile.bad } }
`,
  );
  await project.write("page", project.name);
  await project.write("Dockerfile", `FROM ${image}\nCOPY page /page\nRUN sleep 2 && cat /page\n`);
  await project.write(
    "Dockerfile.bad",
    `FROM ${image}\nCOPY page /page\nRUN sleep 2 && echo "no such luck" && exit 3\n`,
  );
});

afterEach(async () => {
  for (const each of terminals) each.interrupt();
  await Promise.all(terminals.map(({ ended }) => ended));
  await Promise.all(windows.map(({ app }) => app.dispose()));
  await project.dispose();
  await rm(state, { recursive: true, force: true });
});

/** A window over the project, that sees builds. */
async function open(): Promise<RunningApp> {
  const window = await runApp(env, { folders: [project.folder] });
  windows.push(window);
  await window.until("builds are looked at", ({ builds }) => builds.seen !== "unknown");
  return window;
}

function type(...args: string[]): Terminal {
  const typed = terminal(args, project.folder, env);
  terminals.push(typed);
  return typed;
}

/** The build of a service while it runs, once it is at a command. */
async function live({ until }: RunningApp, service: string): Promise<LiveBuild> {
  const runs = (build: LiveBuild) => build.services.includes(service) && build.running?.startsWith("RUN");
  const { builds } = await until(`${service} is being built`, (each) => each.builds.live.some(runs));
  return builds.live.find(runs) ?? expect.fail();
}

/** Its record, once it has ended. */
async function ended({ app, until }: RunningApp, id: string): Promise<BuildRecord> {
  await until(`${id} is kept`, ({ builds }) => builds.last.some((build) => build.id === id));
  const records = await app.builds({ stackId: project.name, limit: 10, asKept: true });
  return records.find((record) => record.id === id) ?? expect.fail();
}

describe.runIf(supported)("a build that somebody types in a terminal", () => {
  test("of a service, by Compose: is seen while it runs, and becomes a record", async () => {
    const window = await open();
    const typed = type("compose", "build", "web");
    const build = await live(window, "web");
    expect(build).toMatchObject({
      trigger: "elsewhere",
      stackId: project.name,
      services: ["web"],
      done: 2,
      total: 3,
    });
    expect(build.running).toBe("RUN sleep 2 && cat /page");
    expect(await typed.ended).toBe(0);
    const record = await ended(window, build.id);
    expect(record).toMatchObject({
      source: "history",
      trigger: "elsewhere",
      stack: project.name,
      services: ["web"],
      context: project.folder,
      dockerfile: path.join(project.folder, "Dockerfile"),
      result: "succeeded",
      bases: [expect.stringContaining(image)],
      cache: { begun: 3, partial: false },
    });
    expect(record.steps.map(({ text }) => text.split(" ")[0])).toEqual(["FROM", "COPY", "RUN"]);
    expect(record.duration).toBeGreaterThan(2_000);
    expect(record.imageIds).toContain(
      await docker(["image", "inspect", "--format", "{{.Id}}", `${project.name}-web`]),
    );
    expect(window.app.state.builds.live).toEqual([]);
  });

  test("that fails: is seen while it runs, and its record says where", async () => {
    const window = await open();
    const typed = type("compose", "build", "bad");
    const build = await live(window, "bad");
    expect(await typed.ended).not.toBe(0);
    const record = await ended(window, build.id);
    expect(record).toMatchObject({
      services: ["bad"],
      result: "failed",
      error: { place: { file: path.join(project.folder, "Dockerfile.bad"), line: 3 } },
    });
    expect(record.error?.lastLines).toContain("no such luck");
  });

  test("by `docker build` is the service's that is built from the same; one of nobody's is seen too", async () => {
    const window = await open();
    const typed = type("build", "--tag", `${project.name}-typed`, ".");
    const build = await live(window, "web");
    await project.write("elsewhere/Dockerfile", `FROM ${image}\nRUN sleep 2 && echo ${project.name}\n`);
    const other = type("build", "--tag", `${project.name}-other`, "elsewhere");
    const isOther = ({ name }: LiveBuild) => name === "elsewhere";
    const { builds } = await window.until("the other one is seen", (each) => each.builds.live.some(isOther));
    expect(builds.live.find(isOther)).not.toHaveProperty("stackId");
    expect([await typed.ended, await other.ended]).toEqual([0, 0]);
    expect(await ended(window, build.id)).toMatchObject({ stack: project.name, services: ["web"] });
    await window.until("all have ended", (each) => each.builds.live.length === 0);
    await docker(["image", "rm", `${project.name}-typed`, `${project.name}-other`]);
  });

  test("and calls off is cancelled, and one record, though three windows see it, one of them late", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN sleep 120 && echo ${project.name}\n`);
    const both = await Promise.all([open(), open()]);
    const typed = type("compose", "build", "web");
    const [first, second] = await Promise.all(both.map((window) => live(window, "web")));
    expect(second?.id).toBe(first?.id);
    const late = await open();
    const id = first?.id ?? "";
    expect(await live(late, "web")).toMatchObject({ id });
    typed.interrupt();
    await typed.ended;
    const records = await Promise.all([...both, late].map((window) => ended(window, id)));
    expect(records[0]).toMatchObject({ result: "cancelled", services: ["web"] });
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(1);
    expect(readdirSync(path.join(state, "state/devloop/builds/records"))).toHaveLength(1);
  });

  test("while nobody looks is read when somebody does", async () => {
    expect(await type("compose", "build", "web").ended).toBe(0);
    expect(await type("compose", "build", "bad").ended).not.toBe(0);
    const window = await open();
    const records = async () => {
      const all = await window.app.builds({ stackId: project.name, limit: 10 });
      return all.map(({ services, result }) => `${services.join()} ${result}`);
    };
    expect(await records()).toEqual(["bad failed", "web succeeded"]);
    expect(await records()).toEqual(["bad failed", "web succeeded"]);
  });
});

test.runIf(supported)("a rebuild by `docker compose watch` is seen as it begins", async () => {
  const window = await open();
  const watching = type("compose", "watch", "web");
  const first = await live(window, "web");
  await ended(window, first.id);
  await watching.printed("Watch enabled");
  await project.write("page", `another ${project.name}`);
  const { builds } = await window.until("web is built anew", (each) =>
    each.builds.live.some(({ id, running }) => id !== first.id && running?.startsWith("RUN")),
  );
  const [second] = builds.live;
  expect(second).toMatchObject({ services: ["web"], trigger: "elsewhere" });
  const record = await ended(window, second?.id ?? "");
  expect(record).toMatchObject({ result: "succeeded", breaker: { kind: "code" } });
});

test.runIf(!supported)(
  "a buildx without a history: only our own builds are seen, and that is said",
  async () => {
    const window = await open();
    expect(window.app.state.builds.seen).toBe("own");
    expect(await type("compose", "build", "web").ended).toBe(0);
    expect(await window.app.builds({ stackId: project.name, limit: 10 })).toEqual([]);
  },
);
