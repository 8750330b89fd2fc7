import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { composeLabels } from "../support/docker.ts";

const CLI = path.join(import.meta.dirname, "../../../src/cli/main.ts");

let image: string;
let project: ComposeProject;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  await project.write(
    "compose.yaml",
    `name: ${project.name}\nservices:\n  web: { image: "${image}", ports: ["127.0.0.1::80"] }\n`,
  );
});

afterEach(() => project.dispose());

/** The command as users run it: a process of its own, which has to end by itself. */
function devloop(args: readonly string[], env = {}) {
  const { runner, folder } = project;
  return runner.run({ program: process.execPath, args: [CLI, ...args], cwd: folder, env, limit: 100_000 });
}

describe("devloop status", () => {
  it("follows the stack: not created, running, stopped", async () => {
    const none = await devloop(["status"]);
    expect(none).toMatchObject({ exitCode: 1, stderr: "" });
    expect(none.stdout).toMatch(/web +not created/);

    await project.act({ kind: "up" });
    const up = await devloop(["status"]);
    expect(up).toMatchObject({ exitCode: 0, stderr: "" });
    expect(up.stdout).toMatch(/web +running +- +127\.0\.0\.1:\d+->80 +unknown\n$/);

    const [container] = Object.values(await project.containers());
    const json = await devloop(["status", "--json", project.folder]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      status: "well",
      reasons: [],
      engine: { kind: "connected" },
      stacks: [{ project: project.name, services: [{ name: "web", containers: [{ id: container?.id }] }] }],
    });

    await project.act({ kind: "stop" });
    const stopped = await devloop(["status"]);
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stdout).toMatch(/web +exited \(143\)/);
  });

  it("says what is left out, what was edited since it was made, and who else uses the name", async () => {
    const text = `name: ${project.name}\nservices:\n  web:\n    image: "${image}"\n`;
    const debug = `  debug: { image: "${image}", profiles: [debug] }\n`;
    await project.write("compose.yaml", text + debug);
    await project.act({ kind: "up" });
    const up = await devloop(["status"]);
    expect(up).toMatchObject({ exitCode: 0, stderr: "" });
    expect(up.stdout).toMatch(/debug +inactive \(debug\) +- +- +-\n/);

    await project.write("compose.yaml", `${text}    environment: { A: b }\n${debug}`);
    const labels = [
      ...composeLabels(project.name, "other"),
      "--label",
      "com.docker.compose.project.working_dir=/other",
    ];
    await project.run("run", "--detach", ...labels, image);
    const told = await devloop(["status"]);
    expect(told.exitCode).toBe(1);
    expect(told.stdout).toMatch(
      /web +running .* not current: .*edited since it was made: Up makes it anew\n/,
    );
    expect(told.stdout).toMatch(/other +running .*not in the compose files\n/);
    expect(told.stdout).toContain(`${project.name}: the project name is also used by what runs from /other;`);
  });

  it("exits with 1 for a file that Compose refuses, and shows Compose's reason and where it is", async () => {
    await project.write("compose.yaml", "services:\n  web: { command: x }\n");
    const { exitCode, stdout } = await devloop(["status"]);
    expect(exitCode).toBe(1);
    const reason = 'service "web" has neither an image nor a build context specified.';
    expect(stdout).toContain(`${project.file}:2:3: ${reason}`);
  });

  it("exits with 2 and says why where no engine answers", async () => {
    const { exitCode, stderr } = await devloop(["status"], { DOCKER_HOST: "tcp://127.0.0.1:1" });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^devloop: .*tcp:\/\/127\.0\.0\.1:1/);
  });

  it("exits with 2 and says why where there is no stack", async () => {
    const empty = await mkdtemp(path.join(tmpdir(), "devloop-empty-"));
    try {
      const { exitCode, stdout, stderr } = await devloop(["status", empty]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain(`No compose file in ${empty}`);
    } finally {
      await rm(empty, { recursive: true });
    }
  });
});
