import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listBuilders } from "../../../src/core/build/run/builders.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { docker } from "../support/docker.ts";
import { type DockerConfig, dockerConfig } from "../support/dockerConfig.ts";
import { build, cancelInStep } from "./support/stackBuilder.ts";
import { git, variables, writeStampedStack } from "./support/stampedStack.ts";

const DONE = { kind: "done" };

let image: string;
let project: ComposeProject;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

describe("build arguments", () => {
  beforeEach(() => writeStampedStack(project));

  const modes = ["dev.yaml", "production.yaml"];
  const production = () => path.join(project.folder, "production.yaml");

  it("tell what was built, where a Dockerfile asks and no compose file answers", async () => {
    const commit = await git(project, "rev-parse", "HEAD");
    const { result, lines, intents } = await build(project, {
      kind: "build",
      modes,
      modeId: production(),
      stampAll: true,
    });
    expect(result).toEqual(DONE);
    expect(intents).toEqual([
      {
        stack: project.name,
        services: expect.arrayContaining(["web", "pinned", "plain"]),
        trigger: "button",
        mode: "production",
      },
    ]);
    // One line can't build both: the argument would replace the compose file's.
    expect(lines).toHaveLength(2);
    expect(await variables(project, "web")).toEqual(
      expect.arrayContaining([
        `C=${commit}`,
        expect.stringMatching(/^D=20\d\d-\d\d-\d\dT[\d:]{8}Z$/),
        expect.stringMatching(/^B=\d{13}$/),
      ]),
    );
    expect(await variables(project, "pinned")).toEqual(
      expect.arrayContaining(["C=v1", expect.stringMatching(/^B=\d{13}$/)]),
    );
    expect(await variables(project, "plain")).toContain("MODE=plain");

    // By itself only the commit, which keeps the cache as it is while nothing was committed.
    await project.write("web/new", "1");
    const web = { kind: "build", modes, modeId: production(), services: ["web"] } as const;
    await build(project, web);
    expect(await variables(project, "web")).toEqual(
      expect.arrayContaining([`C=${commit}-dirty`, "D=", "B="]),
    );
    expect((await build(project, web)).output).toMatch(/CACHED/);
  });

  it("are not given in a mode that does not build the stage", async () => {
    const { result, lines } = await build(project, { kind: "build", modes, stampAll: true });
    expect(result).toEqual(DONE);
    expect(lines.join()).not.toContain("--build-arg");
    expect(await variables(project, "web")).toContain("MODE=dev");
  });
});

describe("builders", () => {
  let config: DockerConfig;

  beforeEach(async () => {
    config = await dockerConfig({ DOCKER_HOST: process.env["DOCKER_HOST"] });
    // Its image can be pulled from nowhere.
    const boxed = ["--driver", "docker-container", "--driver-opt", "image=127.0.0.1:1/none:1"];
    await docker(["buildx", "create", "--name", "boxed", ...boxed], config.env);
    await config.createContext("dead", "host=unix:///nonexistent/docker.sock");
  });

  afterEach(() => config.remove());

  it("are those that buildx knows and can use", async () => {
    const env = { DOCKER_CONFIG: config.env["DOCKER_CONFIG"] };
    const found = await listBuilders(
      project.runner,
      { docker: project.docker, env },
      new AbortController().signal,
    );
    expect(found.toSorted((left, right) => left.name.localeCompare(right.name))).toEqual([
      { name: "boxed", driver: "docker-container", current: false },
      { name: "default", driver: "docker", current: true },
    ]);
  });

  it("that were set are those that build, for Up as well", async () => {
    await project.write("Dockerfile", `FROM ${image}\n`);
    await project.write("compose.yaml", "services:\n  web:\n    build: .\n");
    const own = withConfig(project, config);
    const settings = { builder: "boxed" };
    for (const asked of [{ kind: "build" }, { kind: "up" }] as const) {
      const { result, output } = await build(own, { ...asked, settings });
      expect(result).toMatchObject({ kind: "failed" });
      expect(output).toContain("booting buildkit");
    }
    expect((await build(own, { kind: "build", settings: { builder: "nosuch" } })).result).toMatchObject({
      summary: expect.stringContaining("There is no builder nosuch"),
    });
    expect((await build(own, { kind: "build" })).result).toEqual(DONE);
  });
});

/** The same, with another configuration of docker. */
function withConfig(project: ComposeProject, { env }: DockerConfig): ComposeProject {
  const runner: ComposeProject["runner"] = Object.create(project.runner);
  runner.run = (options) =>
    project.runner.run({ ...options, env: { ...options.env, DOCKER_CONFIG: env["DOCKER_CONFIG"] } });
  return { ...project, runner };
}

describe("where buildx has no history", () => {
  const own = { history: false } as const;

  it("each service's build is told, and people read text", async () => {
    for (const name of ["web", "api"]) {
      await project.write(`${name}/Dockerfile`, `FROM ${image}\nRUN echo ${project.name} ${name}\n`);
    }
    await project.write("compose.yaml", "services:\n  web: { build: web }\n  api: { build: api }\n");
    const built = await build(project, { kind: "build", ...own });
    expect(built.result).toEqual(DONE);
    expect(built.output).not.toMatch(/"vertexes"|"id":/);
    expect(built.output).toMatch(/^#\d+ \[web 2\/2\] RUN echo/m);
    const told = Object.fromEntries(built.own.map((each) => [each.facts.service, each]));
    expect(Object.keys(told).sort()).toEqual(["api", "web"]);
    for (const [name, { facts, items, result }] of Object.entries(told)) {
      expect(facts.ref).toMatchObject({ target: name, localPath: path.join(project.folder, name) });
      expect(result).toBe("succeeded");
      const steps = items.flatMap((item) => (item.kind === "vertex" ? [item.vertex.name] : []));
      expect(steps.some((step) => step.includes(`RUN echo ${project.name} ${name}`))).toBe(true);
    }
  });
});

describe.runIf(process.platform === "linux")("cancelling", () => {
  it("ends the build on the engine too", async () => {
    const { built, statuses } = await cancelInStep(project, true);
    expect(built.result).toEqual({ kind: "cancelled" });
    expect(built.own.map(({ result }) => result)).toEqual([]);
    // buildx has a list since 0.20; it calls a cancelled one an error (0.29).
    if (statuses !== undefined) expect(statuses).toEqual([expect.not.stringMatching(/running/i)]);
  });
});
