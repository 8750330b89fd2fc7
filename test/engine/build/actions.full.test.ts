import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
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

  it("are there in what Up builds, and what it needs", async () => {
    const commit = await git(project, "rev-parse", "HEAD");
    const asked = { modes: ["production.yaml"], services: ["plain"], kind: "up" } as const;
    const missing = await build(project, asked);
    expect(missing.result).toEqual(DONE);
    expect(missing.lines.map((line) => / (build|up) /.exec(line)?.[1])).toEqual(["build", "up"]);
    expect(await variables(project, "web")).toContain(`C=${commit}`);
    expect(await project.containers()).toMatchObject({
      web: { state: "running" },
      plain: { state: "running" },
    });
    // What is there is left alone.
    await project.write("web/new", "1");
    expect((await build(project, asked)).lines).toHaveLength(1);
    expect(await variables(project, "web")).toContain(`C=${commit}`);
    expect((await build(project, { ...asked, build: true })).result).toEqual(DONE);
    expect(await variables(project, "web")).toContain(`C=${commit}-dirty`);
  });

  it("are not lost to an Up that builds each time", async () => {
    const commit = await git(project, "rev-parse", "HEAD");
    await project.write("compose.yaml", "services:\n  web: { build: web, pull_policy: build }\n");
    expect((await build(project, { kind: "rebuild" })).result).toEqual(DONE);
    expect(await variables(project, "web")).toContain(`C=${commit}`);
    const { web } = await project.containers();
    const used = await project.run("inspect", "--format", "{{.Image}}", web?.id ?? "");
    expect(used).toBe(await project.run("image", "inspect", "--format", "{{.Id}}", `${project.name}-web`));
  });
});

describe("a build without the cache", () => {
  it("runs every step anew, and one with it none", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN echo ${project.name} > /file\n`);
    await project.write("compose.yaml", "services:\n  web:\n    build: .\n");
    const cached = /RUN echo .*\n#\d+ CACHED/;
    expect((await build(project, { kind: "build" })).output).not.toMatch(cached);
    expect((await build(project, { kind: "build" })).output).toMatch(cached);
    expect((await build(project, { kind: "build", noCache: true })).output).not.toMatch(cached);
    expect(await project.containers()).toEqual({});
  });
});

describe("caches that the compose file names", () => {
  it("are read and written", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN echo ${project.name} > /file\n`);
    const caches = `{ context: ., cache_from: ["${project.name}-web"], cache_to: ["type=inline"] }`;
    await project.write("compose.yaml", `services:\n  web:\n    build: ${caches}\n`);
    const first = await build(project, { kind: "build", noCache: true });
    expect(first.result).toEqual(DONE);
    expect(first.output).toContain("preparing layers for inline cache");
    const second = await build(project, { kind: "build" });
    expect(second.output).toContain(`importing cache manifest from ${project.name}-web`);
  });

  it("that the builder can't write are told of", async () => {
    const folder = path.join(project.folder, "cache");
    await project.write("Dockerfile", `FROM ${image}\n`);
    await project.write(
      "compose.yaml",
      `services:\n  web:\n    build: { context: ., cache_to: ["type=local,dest=${folder}"] }\n`,
    );
    const { result } = await build(project, { kind: "build" });
    const told = expect.stringContaining("can't write the cache that cache_to names");
    // Docker's containerd image store can.
    if (result.kind !== "done") expect(result).toMatchObject({ kind: "failed", summary: told });
    else expect(await readdir(folder)).toContain("index.json");
  });
});

describe("where buildx has no history", () => {
  const own = { history: false } as const;

  it("Up's builds are told, too, and end before what was built has started", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN echo ${project.name}\n`);
    await project.write("compose.yaml", "services:\n  web:\n    build: .\n");
    const up = await build(project, { kind: "up", ...own });
    expect(up.result).toEqual(DONE);
    expect(up.own.map(({ result }) => result)).toEqual(["succeeded"]);
    expect(up.output).toContain(` Container ${project.name}-web-1  Started\n`);
    expect(up.own[0]?.output).not.toContain("Container");
    expect((await build(project, { kind: "up", ...own })).own).toEqual([]);
  });

  it("a failure is summed up as everywhere", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN echo trying && exit 3\n`);
    await project.write("compose.yaml", "services:\n  web:\n    build: .\n");
    const { result, own: told } = await build(project, { kind: "build", ...own });
    expect(result).toMatchObject({
      summary: expect.stringMatching(
        /^The build failed at (Dockerfile:2: )?RUN echo trying && exit 3: exit code 3\.$/,
      ),
    });
    expect(told[0]).toMatchObject({ result: "failed", output: expect.stringContaining("trying") });
  });
});

describe.runIf(process.platform === "linux")("cancelling", () => {
  it("ends the build on the engine too", async () => {
    const { built, statuses } = await cancelInStep(project, false);
    expect(built.result).toEqual({ kind: "cancelled" });
    expect(built.own.map(({ result }) => result)).toEqual(["cancelled"]);
    // buildx has a list since 0.20; it calls a cancelled one an error (0.29).
    if (statuses !== undefined) expect(statuses).toEqual([expect.not.stringMatching(/running/i)]);
  });
});
