import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { discover } from "../../../../src/core/compose/discovery.ts";

const ALONE = "services:\n  web:\n    image: web\n";
const OVER = "services:\n  web:\n    ports: ['80:80']\n";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "devloop-discover-"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(...files: (string | readonly [string, string])[]): Promise<void> {
  for (const entry of files) {
    const [file, text] = typeof entry === "string" ? [entry, ALONE] : entry;
    await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
}

/** `label: files`, relative to the root. */
async function found(env = {}): Promise<string[]> {
  const sets = await discover([root], { env });
  return sets.map((set) => `${set.label}: ${relative(set.files)}`);
}

function relative(files: readonly string[] = []): string {
  return files.map((file) => path.relative(root, file)).join(" + ");
}

/** On Windows, and by root. */
const everyFolderMayBeRead = process.platform === "win32" || process.getuid?.() === 0;

describe("the standard files of a folder", () => {
  it("are one set with their override file, as Compose chooses them", async () => {
    await write("docker-compose.yml", "docker-compose.yaml", "docker-compose.override.yml");
    expect(await found()).toEqual(["default: docker-compose.yml + docker-compose.override.yml"]);
    await write("compose.yaml", "compose.override.yaml");
    expect(await found()).toEqual(["default: compose.yaml + compose.override.yaml"]);
  });

  it("tell id and project folder", async () => {
    await write("docker/compose.yml", "docker/compose.override.yml");
    const folder = path.join(root, "docker");
    const files = [path.join(folder, "compose.yml"), path.join(folder, "compose.override.yml")];
    expect(await discover([root])).toEqual([
      {
        id: files.join("\n"),
        label: "default",
        files,
        projectDir: folder,
        runDir: folder,
        origin: "found",
        envFiles: [],
        commands: {},
      },
    ]);
  });

  it("are run where they are, whatever .env stands above them", async () => {
    await write([".env", ""], "docker/compose.yaml", "api/compose.yaml", ["api/.env", ""]);
    const sets = await discover([root]);
    expect(sets.map(({ runDir }) => path.relative(root, runDir))).toEqual(["docker", "api"]);
  });
});

describe("variants", () => {
  it("are modes of their own, and the standard file beside a development one is for production", async () => {
    await write("docker/docker-compose.yml", "docker/docker-compose.dev.yml");
    expect(await found()).toEqual([
      "production: docker/docker-compose.yml",
      "dev: docker/docker-compose.dev.yml",
    ]);
  });

  it("are told from the standard file where one of them is for production itself", async () => {
    await write("compose.yaml", "compose.dev.yaml", "compose.prod.yaml");
    expect(await found()).toEqual([
      "default: compose.yaml",
      "dev: compose.dev.yaml",
      "prod: compose.prod.yaml",
    ]);
  });

  it("that say nothing to run are laid over the standard file", async () => {
    await write("compose.yaml", ["compose.ports.yaml", OVER], ["compose.named.yaml", `name: shop\n${OVER}`]);
    expect(await found()).toEqual([
      "default: compose.yaml",
      "named: compose.named.yaml",
      "ports: compose.yaml + compose.ports.yaml",
    ]);
  });

  it("tell the other reading, for Compose to choose", async () => {
    await write("compose.yaml", "compose.dev.yaml", ["compose.ports.yaml", OVER], "api/compose.ci.yaml");
    const sets = await discover([root]);
    expect(sets.map((set) => relative(set.otherwise))).toEqual([
      "",
      "compose.yaml + compose.dev.yaml",
      "compose.ports.yaml",
      "",
    ]);
  });

  it("may begin with a byte order mark, end lines as Windows does, and be no text at all", async () => {
    await write("compose.yaml", ["compose.a.yaml", "\uFEFFname: shop\r\n"], ["compose.b.yaml", OVER]);
    await writeFile(path.join(root, "compose.c.yaml"), Buffer.from([0xff, 0xfe, 0, 0xc3, 0x28]));
    expect(await found()).toEqual([
      "default: compose.yaml",
      "a: compose.a.yaml",
      "b: compose.yaml + compose.b.yaml",
      "c: compose.yaml + compose.c.yaml",
    ]);
  });

  it("may have any name", async () => {
    const names = [
      "compose.--help.yaml",
      "compose.a b.yaml",
      'compose.it\'s "x".yaml',
      "compose.new\nline.yaml",
    ];
    await write(...names);
    const sets = await discover([root]);
    // A line end is no part of a name that Compose would find, nor one that we take.
    expect(sets.map(({ files }) => relative(files))).toEqual(names.slice(0, 3));
  });

  it("stand alone where there is no standard file", async () => {
    await write(
      "docker-compose.prod.yml",
      ["docker-compose-ci.yaml", OVER],
      "compose2.yaml",
      "compose_x.yml",
    );
    await write("composer.yml", "my-compose.yaml");
    expect(await found()).toEqual([
      "2: compose2.yaml",
      "x: compose_x.yml",
      "ci: docker-compose-ci.yaml",
      "prod: docker-compose.prod.yml",
    ]);
  });
});

describe("folders", () => {
  it("are the root, the usual ones first, and two levels below", async () => {
    await write(
      "compose.yaml",
      "api/compose.yaml",
      "deploy/compose.yaml",
      ".devcontainer/docker-compose.yml",
    );
    await write("services/mail/compose.yaml", "services/mail/deep/compose.yaml");
    expect(await found()).toEqual([
      "default: compose.yaml",
      "default: deploy/compose.yaml",
      "default: .devcontainer/docker-compose.yml",
      "default: api/compose.yaml",
      "default: services/mail/compose.yaml",
    ]);
  });

  it("never are node_modules, target or hidden ones", async () => {
    await write(
      "node_modules/x/compose.yaml",
      "target/compose.yaml",
      ".git/compose.yaml",
      ".cache/compose.yaml",
    );
    expect(await found()).toEqual([]);
  });

  it("are left out where they are known otherwise", async () => {
    await write("compose.yaml", "api/compose.yaml", "api/deep/compose.yaml");
    const sets = await discover([root], { skip: new Set([path.join(root, "api")]) });
    expect(sets).toHaveLength(1);
  });

  it("are not looked at twice where one workspace folder lies in another", async () => {
    await write("docker/compose.yaml");
    expect(await discover([root, path.join(root, "docker")])).toHaveLength(1);
  });

  it("that are links are not followed, files that are links are", async () => {
    await write("real/compose.yaml");
    await symlink(root, path.join(root, "circle"));
    await mkdir(path.join(root, "linked"));
    await symlink(path.join(root, "real", "compose.yaml"), path.join(root, "linked", "compose.yaml"));
    expect(await found()).toEqual(["default: linked/compose.yaml", "default: real/compose.yaml"]);
  });

  it("named like a compose file are none", async () => {
    await write("compose.yaml/readme.md");
    expect(await found()).toEqual([]);
  });
});

describe("COMPOSE_FILE", () => {
  it("in a folder's .env names its default set, and what it lays over each other is no mode of its own", async () => {
    await write("compose.yaml", "compose.dev.yaml", "compose.ci.yaml", "compose.override.yaml");
    await write([".env", "COMPOSE_FILE='compose.yaml:compose.dev.yaml'\r\n"]);
    expect(await found()).toEqual(["default: compose.yaml + compose.dev.yaml", "ci: compose.ci.yaml"]);
  });

  it("may stand in any folder, has its own separator, and names files of any other", async () => {
    await write("ops/base.yml", "api/over.yml");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own syntax
    await write(["api/.env", "COMPOSE_PATH_SEPARATOR=,\nDIR=../ops\nCOMPOSE_FILE=${DIR}/base.yml,over.yml"]);
    expect(await found()).toEqual(["default: ops/base.yml + api/over.yml"]);
  });

  it("takes its own .env along where the first file lies elsewhere", async () => {
    await write("docker/base.yml", [".env", "COMPOSE_FILE=docker/base.yml"]);
    const envFiles = async () => (await discover([root])).map((set) => relative(set.envFiles));
    expect(await envFiles()).toEqual([".env"]);
    await write(["docker/.env", "A=1"]);
    expect(await envFiles()).toEqual(["docker/.env + .env"]);
  });

  it("of the process goes before it, for the root alone and where it names something there", async () => {
    await write("compose.yaml", "a.yml", [".env", "COMPOSE_FILE=b.yml"], "api/compose.yaml", "api/a.yml");
    expect(await found({ COMPOSE_FILE: "a.yml" })).toEqual(["default: a.yml", "default: api/compose.yaml"]);
    expect(await found({ COMPOSE_FILE: "gone.yml" })).toEqual([
      "default: compose.yaml",
      "default: api/compose.yaml",
    ]);
  });

  it("is not looked for where .env is switched off, and not taken for what is no file", async () => {
    await write("compose.yaml", [".env", "COMPOSE_FILE=b.yml"]);
    expect(await found({ COMPOSE_DISABLE_ENV_FILE: "1" })).toEqual(["default: compose.yaml"]);
    expect(await found({ COMPOSE_FILE: "-" })).toEqual(["default: compose.yaml"]);
    expect(await found({ COMPOSE_FILE: "oci://example/app" })).toEqual(["default: compose.yaml"]);
  });

  it("that names what is not there leaves it to Compose to say so", async () => {
    await write("compose.yaml", [".env", "COMPOSE_FILE=gone.yml"]);
    expect(await found()).toEqual(["default: gone.yml"]);
  });
});

describe("what can't be done", () => {
  async function warnings(roots: readonly string[] = [root]) {
    const said: string[] = [];
    const logger = { ...SILENT, warn: (text: string) => void said.push(text) };
    const sets = await discover(roots, { logger });
    return { sets, said };
  }

  it.skipIf(everyFolderMayBeRead)("is skipped and said: a folder that may not be read", async () => {
    await write("compose.yaml", "closed/compose.yaml");
    await chmod(path.join(root, "closed"), 0);
    const { sets, said } = await warnings();
    expect(sets).toHaveLength(1);
    expect(said).toEqual([expect.stringMatching(/closed was skipped: .*EACCES/)]);
  });

  it("is skipped and said: a folder that is a file", async () => {
    await write("compose.yaml");
    const { said } = await warnings([path.join(root, "compose.yaml")]);
    expect(said).toEqual([expect.stringMatching(/was skipped: .*ENOTDIR/)]);
  });

  it("is found for Compose to refuse: links that lead nowhere or in circles", async () => {
    await symlink("compose.yaml", path.join(root, "compose.yaml"));
    await symlink("gone", path.join(root, "compose.dev.yaml"));
    const { sets, said } = await warnings();
    expect(sets.map(({ label }) => label)).toEqual(["production", "dev"]);
    expect(said).toEqual([]);
  });

  it("is not waited for: a large file, and a pipe that nobody writes to", async () => {
    await write("compose.yaml", ["compose.big.yaml", ""]);
    await truncate(path.join(root, "compose.big.yaml"), 50 * 1024 * 1024);
    if (process.platform !== "win32") execFileSync("mkfifo", [path.join(root, "compose.pipe.yaml")]);
    const { sets } = await warnings();
    expect(sets.map(({ label }) => label)).toEqual(["default", "big"]);
  });

  it("is skipped and said: a folder that is not there", async () => {
    await write("compose.yaml");
    const { sets, said } = await warnings([path.join(root, "gone"), root]);
    expect(sets).toHaveLength(1);
    expect(said).toEqual([expect.stringMatching(/gone was skipped: .*ENOENT/)]);
  });

  it("is bounded and said: too many folders", async () => {
    await write("compose.yaml");
    for (let index = 0; index < 420; index++) await mkdir(path.join(root, `f${index}`));
    const { sets, said } = await warnings();
    expect(sets).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining("first 400 folders")]);
  });

  it("is bounded and said: too many sets", async () => {
    for (let index = 0; index < 300; index++) await write(`f${index}/compose.yaml`);
    const { sets, said } = await warnings();
    expect(sets).toHaveLength(40);
    expect(said).toEqual([expect.stringContaining("first 40 sets")]);
  });
});
