import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureTestTools } from "../../../tools/engine/test-tools.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { bunText, GATED_BUILD, rustPackage, rustServer, TYPE_ERROR } from "../reload/support/programs.ts";
import { bunService, rustService } from "../reload/support/services.ts";
import { type ComposeProject, composeProject } from "../support/composeProject.ts";

const CLI = path.join(import.meta.dirname, "../../../src/cli/main.ts");

let project: ComposeProject;
let stateHome: string;

beforeAll(async () => {
  const progress = createProgress("wait");
  const tools = await ensureTestTools({ engine: { env: {} }, progress, env: process.env });
  stateHome = await mkdtemp(path.join(tmpdir(), "devloop-state-"));
  project = await composeProject();
  const files = {
    ...rustPackage("api"),
    "api/build.rs": GATED_BUILD,
    "api/go": "",
    "ui/server.ts": `import { text } from "./text.ts";\nBun.serve({ port: 8080, fetch: () => new Response(text()) });\n`,
    "ui/text.ts": bunText("1"),
  };
  for (const [file, text] of Object.entries(files)) await project.write(file, text);
  const services = {
    api: rustService(tools, "api", ["cargo", "watch", "--watch", "src", "-x", "run"]),
    // It prints nothing when a reload goes well.
    ui: bunService(tools, "ui", ["bun", "--hot", "server.ts"]),
    db: { image: tools.bunImage, command: ["sleep", "infinity"], init: true },
  };
  await project.write("compose.yaml", JSON.stringify({ name: project.name, services }));
  await project.act({ kind: "up" });
});

afterAll(async () => {
  await project.dispose();
  await rm(stateHome, { recursive: true, force: true });
});

const env = () => ({ ...process.env, XDG_STATE_HOME: stateHome });

/** The command as users run it. */
function devloopWait(...args: readonly string[]) {
  const { runner, folder } = project;
  const { XDG_STATE_HOME } = env();
  return runner.run({
    program: process.execPath,
    args: [CLI, "wait", ...args],
    cwd: folder,
    env: { XDG_STATE_HOME },
    limit: 100_000,
  });
}

/** The first answer that the service gives: it may not listen yet when it has been started. */
async function answer(service: string): Promise<string> {
  const port = (await project.run("compose", "port", service, "8080")).trim();
  let text = "";
  const asked = async () => {
    text = await (await fetch(`http://${port}/`)).text();
  };
  await vi.waitFor(asked, { timeout: 20_000, interval: 50 });
  return text;
}

describe("devloop wait", () => {
  it("waits for the first build, and for what was saved a moment ago: what is served is what was written", async () => {
    const first = await devloopWait("--service", "api");
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await answer("api")).toBe("1");

    await project.write("api/src/main.rs", rustServer("2"));
    const told = await devloopWait("--service", "api");
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told.stdout).toMatch(/^api {2}serving the new build after [\d.]+ m?s\n$/);
    expect(await answer("api")).toBe("2");
  });

  it("exits with 1 for a build that fails, and with 0 when it is mended", async () => {
    await project.write("api/src/main.rs", rustServer("3", TYPE_ERROR));
    const failed = await devloopWait("--service", `${project.name}/api`);
    expect(failed).toMatchObject({ exitCode: 1, stderr: "" });
    expect(failed.stdout).toMatch(/^api {2}failed, 1 error: .+\n$/);

    await project.write("api/src/main.rs", rustServer("4"));
    const json = await devloopWait("--service", "api", "--json");
    expect(json.exitCode).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      outcome: "served",
      services: [{ stack: project.name, service: "api", outcome: "served", loopMs: expect.any(Number) }],
    });
    expect(await answer("api")).toBe("4");
  });

  it("exits with 2 for what can't be known from outside, though the others are served", async () => {
    // Of a file that is emptied before it is written bun 1.4.5 --hot may print an error, and then take it in silently.
    await project.write("text.new", bunText("2"));
    await rename(path.join(project.folder, "text.new"), path.join(project.folder, "ui/text.ts"));
    const told = await devloopWait();
    expect(told.stdout).toMatch(/^api {2}serving .*\nui {3}unknown: bun prints nothing .*\n$/);
    expect(told).toMatchObject({ exitCode: 2, stderr: "" });
  });

  it("exits with 2 when the time is up, with 130 when it is interrupted, and has not harmed the build", async () => {
    await rm(path.join(project.folder, "api/go"));
    await project.write("api/src/main.rs", rustServer("5"));
    const late = await devloopWait("--service", "api", "--timeout", "4s");
    expect(late).toMatchObject({ exitCode: 2, stdout: "api  still waiting: compiling\n" });
    expect(late.stderr).toMatch(/^devloop: not served within 4s: api\. .*docker compose logs api\n$/);

    const child = spawn(process.execPath, [CLI, "wait", "--verbose", "--service", "api"], {
      cwd: project.folder,
      env: env(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (chunk) => {
        err += chunk;
        if (err.includes("api: compiling\n")) resolve();
      });
    });
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect({ code, out }).toEqual({ code: 130, out: "" });

    await project.write("api/go", "");
    expect(await devloopWait("--service", "api")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await answer("api")).toBe("5");
  });

  it("exits with 2 and says what to do where there is nothing to wait for", async () => {
    const unknown = await devloopWait("--service", "nope");
    expect(unknown).toMatchObject({ exitCode: 2, stdout: "" });
    expect(unknown.stderr).toBe("devloop: There is no service nope. There are: api, db, ui.\n");
    const db = await devloopWait("--service", "db");
    expect(db).toMatchObject({ exitCode: 2, stderr: "" });
    expect(db.stdout).toMatch(/^db {2}unknown: nothing tells of its reloads\. /);
  });

  it("exits with 2 where no engine answers", async () => {
    const { runner, folder } = project;
    const { exitCode, stderr } = await runner.run({
      program: process.execPath,
      args: [CLI, "wait", folder],
      cwd: folder,
      env: { DOCKER_HOST: "tcp://127.0.0.1:1" },
      limit: 100_000,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^devloop: .*tcp:\/\/127\.0\.0\.1:1/);
  });
});
