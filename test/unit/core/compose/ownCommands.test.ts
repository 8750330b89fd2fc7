import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownCommand } from "../../../../src/core/compose/ownCommands.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "devloop-own-"));
  await writeFile(path.join(folder, "build.sh"), "#!/bin/sh\n");
  await chmod(path.join(folder, "build.sh"), 0o755);
  await writeFile(path.join(folder, "plain.sh"), "#!/bin/sh\n");
});

afterAll(() => rm(folder, { recursive: true }));

function own(
  up: readonly string[],
  changes: { platform?: NodeJS.Platform; profiles?: readonly string[] } = {},
) {
  const { platform = process.platform, profiles } = changes;
  const files = [path.join(folder, "a.yml"), path.join(folder, "b.yml")];
  const set = {
    files,
    projectDir: folder,
    runDir: folder,
    envFiles: [path.join(folder, "dev.env")],
    commands: { up },
  };
  const context = { docker: "/usr/bin/docker", project: "shop", profiles, env: { DOCKER_HOST: "h" }, set };
  return ownCommand("up", context, set, { env: { PATH: folder }, platform });
}

const hasNoExecutePermission = process.platform === "win32";

describe("the user's own command", () => {
  it("runs where Compose would, and is told which engine, project, files and profiles are meant", async () => {
    expect(await own([path.join(folder, "build.sh"), "--dev"], { profiles: ["debug", "mail"] })).toEqual({
      title: "Up shop",
      program: path.join(folder, "build.sh"),
      args: ["--dev"],
      cwd: folder,
      env: expect.objectContaining({
        DOCKER_HOST: "h",
        COMPOSE_PROJECT_NAME: "shop",
        COMPOSE_FILE: [path.join(folder, "a.yml"), path.join(folder, "b.yml")].join(path.delimiter),
        COMPOSE_PATH_SEPARATOR: path.delimiter,
        COMPOSE_ENV_FILES: path.join(folder, "dev.env"),
        COMPOSE_PROFILES: "debug,mail",
      }),
    });
  });

  it("leaves the profiles to Compose where none were chosen, and has none where none is the choice", async () => {
    expect((await own(["./build.sh"]))?.env).not.toHaveProperty("COMPOSE_PROFILES");
    expect((await own(["./build.sh"], { profiles: [] }))?.env["COMPOSE_PROFILES"]).toBe("");
  });

  it("is found on PATH by its name, and else from the folder", async () => {
    const file = path.join(folder, "build.sh");
    if (process.platform !== "win32") expect((await own(["build.sh"]))?.program).toBe(file);
    expect((await own(["./build.sh"]))?.program).toBe(file);
  });

  it("is not there where none was set", async () => {
    expect(await own([])).toBeUndefined();
  });
});

describe("a program that can't be started is told before it is tried", () => {
  it("one that is not there", async () => {
    await expect(own(["nothing"])).rejects.toThrow(
      "The program nothing, from the setting devloop.stacks, was not found on PATH.",
    );
    await expect(own(["./docker/up.sh"])).rejects.toThrow(
      `there is no file ${path.join(folder, "docker", "up.sh")}.`,
    );
  });

  it.skipIf(hasNoExecutePermission)("one that may not be executed", async () => {
    await expect(own(["./plain.sh"])).rejects.toThrow('in front, as in ["bash", "./plain.sh"]');
  });

  it("a script, on Windows", async () => {
    await expect(own(["./build.sh"], { platform: "win32" })).rejects.toThrow(
      'Windows can\'t start ./build.sh, from the setting devloop.stacks, by itself: put the program that runs it in front, as in ["bash", "./build.sh"].',
    );
  });
});
