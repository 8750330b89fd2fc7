import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/compose/config.ts";
import { discover } from "../../../src/core/compose/discovery.ts";
import type { ComposeFileSet } from "../../../src/core/compose/model.ts";
import { type ComposeProject, composeProject } from "../support/composeProject.ts";

let project: ComposeProject;

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

function read(set: Pick<ComposeFileSet, "files" | "projectDir">, env = {}) {
  const { runner, docker } = project;
  return readModel({ ...set, runner, docker, env, signal: new AbortController().signal });
}

async function readText(text: string) {
  await project.write("compose.yaml", text);
  return read({ files: [project.file], projectDir: project.folder });
}

describe("files that are found", () => {
  it("mean what Compose says: merged, interpolated, with their project's name", async () => {
    await project.write(".env", "TAG=7\nCOMPOSE_PROJECT_NAME=from-env\n");
    await project.write("docker/docker-compose.yml", "name: shop\nservices:\n  web: { image: web }\n");
    await project.write("docker/docker-compose.override.yml", "services:\n  db: { image: db }\n");
    await project.write("docker/docker-compose.dev.yml", "name: shop\nservices:\n  web: { build: ../web }\n");
    await project.write("docker/docker-compose.ports.yml", "services:\n  web: { ports: ['80'] }\n");
    await project.write("compose.yaml", "services:\n  web: { image: 'web:$TAG' }\n");
    const sets = await discover([project.folder]);
    const models = await Promise.all(sets.map(async (set) => ({ label: set.label, ...(await read(set)) })));
    const web = { name: "web", buildable: false };
    const db = { name: "db", buildable: false };
    const ok = (model: object) => ({ kind: "ok", model });
    expect(models).toEqual([
      { label: "default", ...ok({ project: "from-env", services: [web] }) },
      { label: "production", ...ok({ project: "shop", services: [db, web] }) },
      { label: "dev", ...ok({ project: "shop", services: [{ name: "web", buildable: true }] }) },
      { label: "ports", ...ok({ project: "shop", services: [web] }) },
    ]);
  });

  it("leave out services of profiles that are not active", async () => {
    await project.write(
      "compose.yaml",
      "services:\n  web: { image: web }\n  debug: { image: d, profiles: [debug] }\n",
    );
    const set = { files: [project.file], projectDir: project.folder };
    const names = async (env: Record<string, string>) => {
      const result = await read(set, env);
      return result.kind === "ok" ? result.model.services.map(({ name }) => name) : result;
    };
    expect(await names({})).toEqual(["web"]);
    expect(await names({ COMPOSE_PROFILES: "debug" })).toEqual(["debug", "web"]);
  });
});

describe("files that Compose refuses", () => {
  it.each([
    ["services:\n  a: [\n", /^yaml: line \d+: /],
    ["services:\n  a: { portz: 1 }\n", /services\.a additional propert.*portz/i],
    [
      "services:\n  a: { command: x }\n",
      /^service "a" has neither an image nor a build context specified\.$/,
    ],
    ["services:\n  a: { image: x, depends_on: [b] }\n", /^service "a" depends on undefined service "b"\.$/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own syntax
    ["services:\n  a: { image: 'x:${TAG:?say which}' }\n", /^The variable TAG has no value: say which\.$/],
    ["services:\n  a: { image: x, env_file: gone.env }\n", /^The env file \S*gone\.env does not exist\.$/],
    ["", /^empty compose file\.$/],
  ])("are broken, with one sentence: %j", async (text, problem) => {
    const result = await readText(text);
    expect(result).toEqual({ kind: "broken", problem: expect.stringMatching(problem) });
  });

  it("are broken where they are gone", async () => {
    expect(await read({ files: [project.file], projectDir: project.folder })).toEqual({
      kind: "broken",
      problem: expect.stringMatching(/compose\.yaml: no such file or directory\.$/),
    });
  });
});
