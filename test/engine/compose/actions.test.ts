import { readFile, rm } from "node:fs/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { writeStack } from "../support/writeStack.ts";

let image: string;
let project: ComposeProject;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

const DONE = { kind: "done" };

async function startedAt(id: string): Promise<string> {
  return project.run("inspect", "--format", "{{.State.StartedAt}}", id);
}

describe("a stack", () => {
  beforeEach(() => writeStack(project, image));

  it("comes up, stops, starts, restarts with the same containers, and goes down without its data", async () => {
    const up = await project.act({ kind: "up" });
    expect(up.result).toEqual(DONE);
    expect(up.output).toMatch(/^\$ docker compose .*up --detach\n/);
    expect(up.output).toContain(` Container ${project.name}-web-1  Started
`);
    const first = await project.containers();
    expect(first).toMatchObject({ db: { state: "running" }, web: { state: "running" } });

    expect((await project.act({ kind: "stop" })).result).toEqual(DONE);
    const stopped = await project.containers();
    expect(stopped).toEqual({
      db: { id: first["db"]?.id, state: "exited" },
      web: { id: first["web"]?.id, state: "exited" },
    });

    expect((await project.act({ kind: "start" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);

    const before = await startedAt(first["web"]?.id ?? "");
    expect((await project.act({ kind: "restart", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);
    expect(await startedAt(first["web"]?.id ?? "")).not.toBe(before);

    expect((await project.act({ kind: "down" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({});
    expect(await project.run("volume", "ls", "--quiet")).toContain(`${project.name}_data`);
  });

  it("lets one service stop, go and come back alone", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    expect((await project.act({ kind: "stop", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ db: first["db"], web: { state: "exited" } });
    expect((await project.act({ kind: "down", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({ db: first["db"] });
    expect((await project.act({ kind: "up", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ db: first["db"], web: { state: "running" } });
  });

  it("leaves alone what the files do not name any more", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    await project.write(
      "compose.yaml",
      `services:\n  db:\n    image: ${image}\n    volumes: ["data:/data"]\nvolumes:\n  data:\n`,
    );
    expect((await project.act({ kind: "up" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);
  });

  it("is addressed by its name where its files are gone", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    await rm(project.file);
    for (const [kind, state] of [
      ["stop", "exited"],
      ["start", "running"],
      ["restart", "running"],
    ] as const) {
      expect((await project.act({ kind, files: [] })).result).toEqual(DONE);
      expect(await project.containers()).toEqual({
        db: { id: first["db"]?.id, state },
        web: { id: first["web"]?.id, state },
      });
    }
    expect((await project.act({ kind: "down", files: [] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({});
  });
});

describe("what is done to containers", () => {
  beforeEach(async () => {
    await writeStack(project, image);
    await project.act({ kind: "up" });
  });

  it("killing, pausing and going on leave every container what it is", async () => {
    const first = await project.runs();
    const web = first["web"];
    expect((await project.act({ kind: "pause", services: ["web"] })).result).toEqual(DONE);
    expect(await project.runs()).toEqual({ ...first, web: { ...web, state: "paused" } });
    expect((await project.act({ kind: "unpause", services: ["web"] })).result).toEqual(DONE);
    expect(await project.runs()).toEqual(first);

    expect((await project.act({ kind: "pause" })).result).toEqual(DONE);
    const states = Object.values(await project.runs()).map(({ state }) => state);
    expect(states).toEqual(["paused", "paused"]);
    expect((await project.act({ kind: "unpause" })).result).toEqual(DONE);
    expect(await project.runs()).toEqual(first);

    expect((await project.act({ kind: "kill", services: ["web"] })).result).toEqual(DONE);
    expect(await project.runs()).toEqual({ ...first, web: { ...web, state: "exited" } });
    const code = await project.run("inspect", "--format", "{{.State.ExitCode}}", web?.id ?? "");
    expect(code.trim()).toBe("137");
    expect((await project.act({ kind: "kill" })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ db: { state: "exited" }, web: { state: "exited" } });
  });

  it("recreating a service makes its container anew, and nothing else", async () => {
    const first = await project.runs();
    expect((await project.act({ kind: "recreate", services: ["web"] })).result).toEqual(DONE);
    const second = await project.runs();
    expect(second["db"]).toEqual(first["db"]);
    expect(second["web"]).toMatchObject({ state: "running" });
    expect(second["web"]?.id).not.toBe(first["web"]?.id);
    // It is as Up would have made it: the next one has nothing to do.
    expect((await project.act({ kind: "up" })).result).toEqual(DONE);
    expect(await project.runs()).toEqual(second);
  });

  it("recreating a service leaves what it needs, even if edited, where Compose can do that", async () => {
    const first = await project.runs();
    const text = await readFile(project.file, "utf8");
    await project.write("compose.yaml", text.replace("  db:\n", "  db:\n    environment: { EDITED: 1 }\n"));
    await project.act({ kind: "recreate", services: ["web"] });
    const second = await project.runs();
    expect(second["web"]?.id).not.toBe(first["web"]?.id);
    expect(second["db"]?.id === first["db"]?.id).toBe(await project.isSince("2.29.3"));
  });

  it("recreating the stack makes every container anew, and keeps the data", async () => {
    await project.run("exec", `${project.name}-db-1`, "sh", "-c", "echo kept > /data/file");
    const first = await project.runs();
    expect((await project.act({ kind: "recreate" })).result).toEqual(DONE);
    const second = await project.runs();
    for (const service of ["db", "web"]) expect(second[service]?.id).not.toBe(first[service]?.id);
    expect(await project.run("exec", `${project.name}-db-1`, "cat", "/data/file")).toBe("kept\n");
  });

  it("down with volumes takes the data too", async () => {
    expect(await project.volumes()).toEqual([`${project.name}_data`]);
    expect((await project.act({ kind: "down", volumes: true })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({});
    expect(await project.volumes()).toEqual([]);
  });
});
