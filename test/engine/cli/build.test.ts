import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildRecord } from "../../../src/shared/builds.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

const CLI = path.join(import.meta.dirname, "../../../src/cli/main.ts");

let project: ComposeProject;
let stateHome: string;

beforeAll(async () => {
  const image = await shellImage();
  stateHome = await mkdtemp(path.join(tmpdir(), "devloop-state-"));
  project = await composeProject();
  const dockerfile = (...lines: readonly string[]) => [`FROM ${image}`, ...lines, ""].join("\n");
  const files = {
    "web/Dockerfile": dockerfile("WORKDIR /app", "COPY src src", "RUN cat src/main.txt > out"),
    // Of no build before: nothing of it is in the cache.
    "web/src/main.txt": `one ${project.name}`,
    "broken/Dockerfile": dockerfile("RUN echo to be read && exit 3"),
    "slow/Dockerfile": dockerfile("RUN echo it has begun && sleep 600"),
  };
  for (const [file, text] of Object.entries(files)) await project.write(file, text);
  const services = {
    web: { build: "./web", command: ["sleep", "infinity"], init: true },
    // Only what is named is built of these.
    broken: { build: "./broken", profiles: ["tools"] },
    slow: { build: "./slow", profiles: ["tools"] },
    db: { image },
  };
  await project.write("compose.yaml", JSON.stringify({ name: project.name, services }));
});

afterAll(async () => {
  await project.dispose();
  await rm(stateHome, { recursive: true, force: true });
});

/** The command as users run it: a process of its own, which has to end by itself. */
function devloop(args: readonly string[], env = {}) {
  const { runner, folder } = project;
  return runner.run({
    program: process.execPath,
    args: [CLI, ...args],
    cwd: folder,
    env: { XDG_STATE_HOME: stateHome, ...env },
    limit: 1_000_000,
  });
}

/** buildx does since 0.20 (what it does not know it answers with its help); else only our own builds are seen. */
function keepsHistory(): Promise<boolean> {
  return project.run("buildx", "history", "ls", "--format", "json").then(
    () => true,
    () => false,
  );
}

async function records(...args: readonly string[]): Promise<readonly BuildRecord[]> {
  const { exitCode, stdout } = await devloop(["builds", "--json", ...args]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

describe("devloop build", () => {
  it("builds, and says what it took, what was cached, and what broke the cache", async () => {
    const first = await devloop(["build"]);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(
      /^web {2}built in [\d.]+ m?s, \d of \d steps cached, .*\n {5}not cached from COPY src src /,
    );
    // The output as it comes, for people and CI logs; what counts is not in between.
    expect(first.stderr).toMatch(/^\$ docker compose .*build/m);
    expect(first.stderr).toContain("RUN cat src/main.txt > out");

    await project.write("web/src/main.txt", `two ${project.name}`);
    const json = await devloop(["build", "--json"]);
    expect(json.exitCode).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject([
      {
        version: 1,
        trigger: "cli",
        stack: project.name,
        services: ["web"],
        result: "succeeded",
        cache: { cached: expect.any(Number), begun: expect.any(Number), partial: false },
        breaker: { kind: "code", step: expect.stringContaining("COPY src src") },
      },
    ]);
  });

  it("exits with 1 where a build failed, with its place in the Dockerfile and the last lines", async () => {
    const failed = await devloop(["build", "--service", "broken"]);
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toMatch(/^broken {2}failed after [\d.]+ m?s at \S+\/broken\/Dockerfile:2\n/);
    expect(failed.stdout).toContain("exit code 3");
    expect(failed.stdout).toContain("| to be read\n");
  });

  it("exits with 130 when it is interrupted, and has ended the build on the engine", async () => {
    const child = spawn(process.execPath, [CLI, "build", "--service", "slow"], {
      cwd: project.folder,
      env: { ...process.env, XDG_STATE_HOME: stateHome },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const closed = once(child, "close");
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    const begun = new Promise<void>((resolve) => {
      child.stderr.on("data", (chunk) => {
        err += chunk;
        if (/^#\d+ (?:[\d.]+ )?it has begun$/m.test(err)) resolve();
      });
    });
    try {
      await Promise.race([begun, closed]);
    } finally {
      child.kill("SIGINT");
    }
    const [code] = await closed;
    expect({ code, out }).toEqual({ code: 130, out: "" });
    const [last] = await records("--service", "slow");
    expect(last).toMatchObject({ result: "cancelled", trigger: "cli", services: ["slow"] });
  });
});

describe("devloop builds", () => {
  it("lists what was built, by whomever, the newest first, and shows one", async () => {
    const seesAll = await keepsHistory();
    await project.run("compose", "build", "web");
    const list = await devloop(["builds"]);
    expect(list.exitCode).toBe(0);
    if (seesAll) expect(list.stderr).toBe("");
    else expect(list.stderr).toMatch(/^devloop: .*only those that Dev Loop ran are listed\.\n$/);
    const [titles, ...rows] = list.stdout.trimEnd().split("\n");
    expect(titles).toMatch(/^ID +WHEN +SERVICE +RESULT +TIME +CACHED +TRIGGER +WHY$/);
    const services = rows.map((row) => row.split(/ {2,}/)[2]);
    expect(services).toEqual([...(seesAll ? ["web"] : []), "slow", "broken", "web", "web"]);
    const row = rows[services.indexOf("web")] ?? "";
    expect(row).toMatch(/^\w+ {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}web +built +\S+ m?s +\d\/\d +\w/);
    expect(row).toMatch(seesAll ? /elsewhere +all cached$/ : /cli +code: COPY src src$/);

    const [id = ""] = row.split(" ");
    const one = await devloop(["builds", id]);
    expect(one.exitCode).toBe(0);
    expect(one.stdout).toMatch(new RegExp(`^build +\\S+/${id}\\S*\nservice +web\n`));
    expect(one.stdout).toMatch(/4\/4 +\S.* RUN cat src\/main\.txt > out\n/);
  });

  it("tells them while no engine answers, and what may be missing", async () => {
    const down = await devloop(["builds", "--service", "broken"], { DOCKER_HOST: "tcp://127.0.0.1:1" });
    expect(down.exitCode).toBe(0);
    expect(down.stdout).toMatch(/^\w+ .* broken +failed .*cli/m);
    expect(down.stderr).toMatch(/^devloop: .*The newest builds may be missing\.\n$/);
  });
});

describe("devloop status", () => {
  it("says that an image lacks a change", async () => {
    await project.act({ kind: "up" });
    await project.write("web/src/main.txt", "three");
    const stale = await devloop(["status"]);
    expect(stale).toMatchObject({ exitCode: 1, stderr: "" });
    expect(stale.stdout).toMatch(
      / web +running .* not current: its image lacks your change in main\.txt: Rebuild takes it in\n/,
    );
  });
});
