import { symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Env } from "../../../src/core/base/which.ts";
import { readModel } from "../../../src/core/compose/config.ts";
import { discover } from "../../../src/core/compose/discovery.ts";
import type { ComposeFileSet, ReadResult } from "../../../src/core/compose/model.ts";
import { asTheyRan } from "../../../src/core/compose/runningSets.ts";
import { SetReader } from "../../../src/core/compose/setReader.ts";
import { decodeStacks } from "../../../src/core/compose/stackSettings.ts";
import { decodeList } from "../../../src/core/engine/decode.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

let project: ComposeProject;

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

/** As Dev Loop reads sets, with how often Compose was asked. */
function reading(env: Env = {}, chosen: Record<string, readonly string[]> = {}) {
  const { runner, docker } = project;
  const asked: string[] = [];
  const reader = new SetReader((set, options, signal) => {
    asked.push(set.label);
    return readModel({ runner, docker, set, ...options, env, signal });
  }, env);
  const read = (set: ComposeFileSet) =>
    reader.read(set, (name) => chosen[name], new AbortController().signal);
  return { read, asked };
}

/** What is found in the project's folder, read. */
async function found(env: Env = {}, chosen: Record<string, readonly string[]> = {}) {
  const sets = await discover([project.folder], { env });
  const { read } = reading(env, chosen);
  const readings = [];
  for (const set of sets) readings.push(await read(set));
  return readings;
}

/** `shop: db web (debug)`; in brackets what is not active. */
function told(result: ReadResult): string {
  if (result.kind !== "ok") return result.kind === "broken" ? result.problem : result.kind;
  const { project: name, services } = result.model;
  return `${name}: ${services.map((each) => (each.active ? each.name : `(${each.name})`)).join(" ")}`;
}

/** Compose's own word, asked without naming files as somebody does who stands in the folder. */
async function direct(env: Env = {}, folder = project.folder, ...args: string[]): Promise<string> {
  const { runner, docker } = project;
  const ask = async (...what: string[]) => {
    const options = { program: docker, args: ["compose", ...args, "config", ...what], cwd: folder, env };
    const result = await runner.run({ ...options, limit: 1_000_000 });
    if (result.exitCode !== 0) throw new Error(result.stderr);
    return result.stdout;
  };
  const { name } = JSON.parse(await ask("--format", "json"));
  return `${name}: ${(await ask("--services")).trim().split("\n").sort().join(" ")}`;
}

async function readText(text: string): Promise<ReadResult | undefined> {
  await project.write("compose.yaml", text);
  return (await found())[0]?.result;
}

describe("files that are found", () => {
  it("mean what Compose says: merged, interpolated, with their project's name", async () => {
    await project.write(".env", "TAG=7\nCOMPOSE_PROJECT_NAME=from-env\n");
    await project.write("docker/docker-compose.yml", "name: shop\nservices:\n  web: { image: web }\n");
    await project.write("docker/docker-compose.override.yml", "services:\n  db: { image: db }\n");
    await project.write("docker/docker-compose.dev.yml", "name: shop\nservices:\n  web: { build: ../web }\n");
    await project.write("docker/docker-compose.ports.yml", "services:\n  web: { ports: ['80'] }\n");
    await project.write("compose.yaml", "services:\n  web: { image: 'web:$TAG' }\n");
    const sets = await found();
    expect(sets.map(({ set, result }) => `${set.label}: ${told(result)}`)).toEqual([
      "default: from-env: web",
      "production: shop: db web",
      "dev: shop: web",
      "ports: shop: web",
    ]);
    expect(sets.map(({ result }) => result.kind === "ok" && result.model.services.at(-1))).toMatchObject([
      { image: "web:7", buildable: false },
      { image: "web", buildable: false },
      { buildable: true },
      { image: "web" },
    ]);
  });

  it("show services of inactive profiles as such, by Compose's choice, the set's, or the user's", async () => {
    await project.write(
      "compose.yaml",
      "name: shop\nservices:\n  a: { image: a }\n  x: { image: x, profiles: [x] }\n  y: { image: y, profiles: [y] }\n",
    );
    const names = async (env: Env, chosen = {}) =>
      (await found(env, chosen)).map(({ result }) => told(result));
    expect(await names({})).toEqual(["shop: a (x) (y)"]);
    expect(await names({ COMPOSE_PROFILES: "y" })).toEqual(["shop: a (x) y"]);
    expect(await names({ COMPOSE_PROFILES: "y" }, { shop: ["x"] })).toEqual(["shop: a x (y)"]);
    await project.write(".env", "COMPOSE_PROFILES=x,y");
    expect(await names({})).toEqual(["shop: a x y"]);
    expect(await names({}, { shop: [] })).toEqual(["shop: a (x) (y)"]);
  });

  it("are read where Compose can't write what they mean as JSON", async () => {
    const text = "name: shop\nservices:\n  web: { build: { context: ., ssh: [key=./key] } }\n";
    expect(await readText(text)).toMatchObject({
      kind: "ok",
      model: { project: "shop", services: [{ name: "web", buildable: true }] },
    });
  });

  it("that are variants are laid over the standard file where Compose refuses them alone", async () => {
    await project.write("compose.yaml", "name: shop\nservices:\n  db: { image: db }\n");
    // It gives an image, so it looks as if it stood alone.
    await project.write(
      "compose.dev.yaml",
      "services:\n  web: { image: web, depends_on: [db] }\n  db: { ports: ['80'] }\n",
    );
    const files = (await found()).map(({ set, result }) => [set.label, set.files.length, result.kind]);
    expect(files).toEqual([
      ["production", 1, "ok"],
      ["dev", 2, "ok"],
    ]);
  });

  it("are read again only where something changed that they are made from", async () => {
    await project.write("compose.yaml", "include: [parts/db.yml]\nservices:\n  a: { image: a }\n");
    await project.write("parts/db.yml", "services:\n  db: { image: db }\n");
    await project.write("api/compose.yaml", "services:\n  api: { image: api, env_file: api.env }\n");
    await project.write("api/api.env", "A=1\n");
    const { read, asked } = reading();
    const scan = async () => {
      asked.length = 0;
      const results = [];
      for (const set of await discover([project.folder])) results.push(told((await read(set)).result));
      return results.map((text) => text.replace(/^.*: /, ""));
    };
    expect(await scan()).toEqual(["a db", "api"]);
    expect(asked).toHaveLength(2);
    await scan();
    expect(asked).toHaveLength(0);
    await project.write("parts/db.yml", "services:\n  db2: { image: db }\n");
    expect(await scan()).toEqual(["a db2", "api"]);
    expect(asked).toHaveLength(1);
    await project.write("api/api.env", "A=2\n");
    await scan();
    expect(asked).toHaveLength(1);
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Compose's own syntax
describe("variables of Compose's own mean what they mean where somebody runs it in the folder:", () => {
  beforeEach(async () => {
    await project.write("compose.yaml", "services:\n  standard: { image: a }\n");
    await project.write(
      "a.yml",
      "services:\n  a: { image: 'a:${TAG:-none}' }\n  x: { image: x, profiles: [x] }\n",
    );
    await project.write("b.yml", "services:\n  b: { image: b }\n");
    await project.write("docker/c.yml", "services:\n  c: { image: 'c:${TAG:?no tag}' }\n");
    await project.write("other.env", "COMPOSE_PROJECT_NAME=other\nTAG=other\n");
  });

  it.each<[string, string, Env]>([
    ["files", "COMPOSE_FILE=a.yml:b.yml\n", {}],
    ["files in quotes, with Windows' line ends", 'COMPOSE_FILE="a.yml:b.yml"\r\n', {}],
    ["a separator of one's own", "COMPOSE_PATH_SEPARATOR=;\nCOMPOSE_FILE=a.yml;b.yml\n", {}],
    ["files of another folder", "COMPOSE_FILE=docker/c.yml:b.yml\nTAG=7\nCOMPOSE_PROJECT_NAME=mine\n", {}],
    ["files named by a variable", "DIR=docker\nCOMPOSE_FILE=$DIR/c.yml:${NONE:-b.yml}\nTAG=7\n", {}],
    ["files by default", "COMPOSE_FILE=${COMPOSE_FILE:-docker/c.yml}\nTAG=7\n", {}],
    ["a name and profiles", "COMPOSE_FILE=a.yml\nCOMPOSE_PROJECT_NAME=mine\nCOMPOSE_PROFILES=x\n", {}],
    ["the process's files before those of .env", "COMPOSE_FILE=a.yml\n", { COMPOSE_FILE: "b.yml" }],
    [
      "the process's name and profiles",
      "COMPOSE_FILE=a.yml\nCOMPOSE_PROFILES=y\n",
      { COMPOSE_PROFILES: "x" },
    ],
    ["files of variables", "COMPOSE_FILE=a.yml\n", { COMPOSE_ENV_FILES: "other.env", COMPOSE_FILE: "a.yml" }],
    ["no files of variables", "COMPOSE_FILE=a.yml\n", { COMPOSE_DISABLE_ENV_FILE: "1" }],
    ["nothing", "TAG=7\n", {}],
  ])("%s", async (_, dotEnv, env) => {
    await project.write(".env", dotEnv);
    const [set] = await found(env);
    if (set === undefined) throw new Error("There is no set.");
    expect(set.set.label).toBe("default");
    const active = told(set.result).replace(/ \(.*?\)/g, "");
    expect(active).toBe(await direct(env));
  });
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Compose's own syntax
describe("what Up writes on containers", () => {
  it("is the hash and the files that a set is read with, however it was started", async () => {
    const image = await shellImage();
    const { name, folder } = project;
    await project.write("web.env", "A='x$$y'\n");
    await project.write("up.env", "TAG=7\n");
    await project.write(
      "docker/compose.dev.yml",
      `name: ${name}
services:
  plain: { image: "${image}", command: ["true"], labels: { tag: "$TAG" } }
  filled: { image: "${image}", command: ["true"], env_file: ./web.env, environment: [HOME, NONE] }
  optional: { image: "${image}", command: ["true"], depends_on: { other: { condition: service_started, required: false } } }
  other: { image: "${image}", command: ["true"], profiles: [x], volumes: ["./:/x"] }
  joined: { image: "${image}", command: ["true"], volumes_from: [plain] }
`,
    );
    const compose = ["--project-directory", ".", "--env-file", "up.env", "--file", "docker/compose.dev.yml"];
    try {
      await project.run("compose", ...compose, "--profile", "x", "up", "--detach");
      const ids = (await project.run("ps", "-aq", "--filter", `label=com.docker.compose.project=${name}`))
        .trim()
        .split("\n");
      const inspected: { Id: string; Config: { Labels: object } }[] = JSON.parse(
        await project.run("inspect", ...ids),
      );
      const list = decodeList(inspected.map(({ Id, Config }) => ({ Id, Labels: Config.Labels })));
      const labels = list?.containers.map((container) => container.labels) ?? [];
      const [first] = labels;
      if (first === undefined) throw new Error("Nothing was made.");
      const run = {
        project: first.project,
        files: first.configFiles,
        projectDir: first.workingDir,
        envFiles: first.envFiles ?? [],
      };
      expect(run.envFiles).toEqual([path.join(folder, "up.env")]);
      const [set] = asTheyRan(await discover([folder]), [run]);
      if (set === undefined) throw new Error("There is no set.");
      const { result } = await reading().read(set);
      if (result.kind !== "ok") throw new Error(JSON.stringify(result));
      const hashes = result.model.services.map((service) => [service.name, service.hash]);
      const made = new Map(labels.map(({ service, configHash }) => [service, configHash]));
      expect(hashes).toEqual([
        ["filled", made.get("filled")],
        ["joined", undefined],
        ["optional", made.get("optional")],
        ["other", made.get("other")],
        ["plain", made.get("plain")],
      ]);
      expect([...made.values()]).not.toContain("");
    } finally {
      await project.run("compose", "--project-name", name, "down", "--volumes", "--timeout", "0");
    }
  });
});

describe("the setting", () => {
  it("is what Compose is told", async () => {
    await project.write("stack/base.yml", "services:\n  a: { image: 'a:$TAG', env_file: web.env }\n");
    await project.write(
      "stack/more.yml",
      "services:\n  x: { image: x, profiles: [x] }\n  y: { image: y, profiles: [y] }\n",
    );
    await project.write("vars.env", "TAG=7\n");
    await project.write("web.env", "");
    const entry = {
      files: ["stack/base.yml", "stack/more.yml"],
      project: "mine",
      projectDirectory: ".",
      envFiles: ["vars.env"],
      profiles: ["y"],
    };
    const { sets } = decodeStacks({ folder: project.folder, value: [entry, { files: ["gone.yml"] }] }, "/");
    const { read } = reading();
    const results = await Promise.all(sets.map(read));
    expect(results.map(({ result }) => told(result))).toEqual([
      "mine: a (x) y",
      expect.stringMatching(/gone\.yml: no such file or directory\.$/),
    ]);
    expect(results[0]?.result).toMatchObject({ model: { services: [{ image: "a:7" }, {}, {}] } });
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
    expect(result).toMatchObject({ kind: "broken", problem: expect.stringMatching(problem) });
  });

  it("are broken where they are gone, a folder, a link in circles, or much too large", async () => {
    await project.write("folder/readme.md", "");
    const at = (name: string) => path.join(project.folder, name);
    await symlink("circle.yml", at("circle.yml"));
    await writeFile(at("large.yml"), "x");
    await truncate(at("large.yml"), 50 * 1024 * 1024);
    const value = ["gone.yml", "folder", "circle.yml", "large.yml"].map((name) => ({ files: [name] }));
    const { sets } = decodeStacks({ folder: project.folder, value }, "/");
    const { read } = reading();
    const problems = [];
    for (const set of sets) problems.push(told((await read(set)).result));
    expect(problems).toEqual([
      expect.stringMatching(/gone\.yml: no such file or directory\.$/),
      expect.stringMatching(/folder.*is a directory\.$/),
      expect.stringMatching(/circle\.yml: too many levels of symbolic links\.$/),
      expect.stringMatching(/^yaml: /),
    ]);
  });
});

describe("files of any name and coding", () => {
  it("are read as Compose reads them", async () => {
    const text = "name: odd\r\nservices:\r\n  web: { image: web }\r\n";
    const names = ["compose.--help.yaml", "compose.a b.yaml", 'compose.it\'s "x".yaml', "compose.é.yaml"];
    for (const name of names) await project.write(`a $HOME 'b'/${name}`, text);
    await project.write("bom/compose.yaml", `\uFEFF${text}`);
    await project.write("latin/compose.yaml", "");
    await writeFile(
      path.join(project.folder, "latin/compose.yaml"),
      Buffer.from("services:\n  web: { image: web, labels: { a: caf\xe9 } }\n", "latin1"),
    );
    const results = (await found()).map(({ set, result }) => `${set.label}: ${told(result)}`);
    expect(results).toEqual([
      "--help: odd: web",
      "a b: odd: web",
      'it\'s "x": odd: web',
      "é: odd: web",
      "default: odd: web",
      expect.stringMatching(/^default: yaml: .*UTF-8/),
    ]);
  });
});
