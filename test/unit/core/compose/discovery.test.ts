import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
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
async function found(): Promise<string[]> {
  const sets = await discover([root]);
  return sets.map((set) => `${set.label}: ${set.files.map((file) => path.relative(root, file)).join(" + ")}`);
}

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
      { id: files.join("\n"), label: "default", files, projectDir: folder },
    ]);
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

  it("that say nothing to run are laid over the standard file", async () => {
    await write("compose.yaml", ["compose.ports.yaml", OVER], ["compose.named.yaml", `name: shop\n${OVER}`]);
    expect(await found()).toEqual([
      "default: compose.yaml",
      "named: compose.named.yaml",
      "ports: compose.yaml + compose.ports.yaml",
    ]);
  });

  it("stand alone where there is no standard file", async () => {
    await write("docker-compose.prod.yml", ["docker-compose-ci.yaml", OVER]);
    expect(await found()).toEqual(["ci: docker-compose-ci.yaml", "prod: docker-compose.prod.yml"]);
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

describe("what can't be done", () => {
  async function warnings(roots: readonly string[] = [root]) {
    const said: string[] = [];
    const sets = await discover(roots, { ...SILENT, warn: (text) => void said.push(text) });
    return { sets, said };
  }

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
    for (let index = 0; index < 45; index++) await write(`f${index}/compose.yaml`);
    const { sets, said } = await warnings();
    expect(sets).toHaveLength(40);
    expect(said).toEqual([expect.stringContaining("first 40 sets")]);
  });
});
