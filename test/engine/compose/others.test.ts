import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LOOSE_STACK_ID } from "../../../src/shared/model.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let image: string;
let project: ComposeProject;
/** The workspace, which has nothing to do with the project. */
let empty: string;
let stack: StackApp | undefined;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  empty = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-empty-")));
});

afterEach(async () => {
  await stack?.dispose();
  await project.dispose();
  await rm(empty, { recursive: true, force: true });
});

const DONE = { kind: "done" };
const signal = () => new AbortController().signal;

describe("a stack that was started elsewhere", () => {
  beforeEach(async () => {
    const text = `services:\n  web: { image: "${image}", environment: { A: $A } }\n`;
    await project.write("compose.yaml", text);
    await project.write("own.env", "A=first\n");
    const files = ["--file", project.file, "--env-file", `${project.folder}/own.env`];
    await project.run("compose", "--project-name", project.name, ...files, "up", "--detach");
    stack = await stackApp(project.name, empty);
    await stack.until(({ running }) => running === 1);
  });

  const value = async () =>
    (await project.run("exec", `${project.name}-web-1`, "sh", "-c", "echo $A")).trim();

  test("is acted on by its name, and by its own files where they are here", async () => {
    if (!stack) throw new Error("not set up");
    expect(stack.stack.origin).toBe("elsewhere");
    const first = await project.runs();
    expect((await stack.act({ kind: "stop" })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ web: { id: first["web"]?.id, state: "exited" } });
    expect((await stack.act({ kind: "start" })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ web: { id: first["web"]?.id, state: "running" } });

    // With the file of variables that it was made with: nothing has changed.
    expect((await stack.act({ kind: "up" })).result).toEqual(DONE);
    expect((await project.containers())["web"]?.id).toBe(first["web"]?.id);
    await project.write("own.env", "A=second\n");
    const plan = await stack.app.planUp({ stackId: project.name }, signal());
    expect(plan.services).toMatchObject([{ service: "web", change: "recreate" }]);
    expect((await stack.act({ kind: "up" })).result).toEqual(DONE);
    expect(await value()).toBe("second");

    await rm(project.file);
    await expect(stack.act({ kind: "up" })).rejects.toThrow(
      `${project.name} was made from ${project.file}, which is not on this machine.`,
    );
    expect((await stack.act({ kind: "down" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({});
  });
});

describe("containers of no stack", () => {
  const names = ["one", "two"].map((name) => () => `${project.name}-${name}`);
  const [one, two] = [() => names[0]?.() ?? "", () => names[1]?.() ?? ""];
  const state = async (name: string) =>
    (await project.run("inspect", "--format", "{{.Id}} {{.State.Status}}", name)).trim().split(" ");

  beforeEach(async () => {
    for (const name of [one(), two()]) {
      await project.run("run", "--detach", "--network", "none", "--name", name, image);
    }
    stack = await stackApp(LOOSE_STACK_ID, empty);
    await stack.until(({ services }) =>
      [one(), two()].every((name) => services.some((each) => each.name === name)),
    );
  });

  afterEach(async () => {
    await project.run("rm", "--force", one(), two());
  });

  test("are acted on one by one; Down takes one away and no other", async () => {
    if (!stack) throw new Error("not set up");
    const services = [one()];
    const [[id], other] = [await state(one()), await state(two())];
    for (const [kind, status] of [
      ["pause", "paused"],
      ["unpause", "running"],
      ["stop", "exited"],
      ["start", "running"],
      ["restart", "running"],
      ["kill", "exited"],
    ] as const) {
      expect((await stack.act({ kind, services })).result).toEqual(DONE);
      expect(await state(one())).toEqual([id, status]);
    }
    expect((await stack.act({ kind: "kill", services })).result).toMatchObject({
      kind: "failed",
      summary: "The container is not running.",
    });
    await expect(stack.act({ kind: "up", services })).rejects.toThrow("no file says how to make it anew");
    await expect(stack.act({ kind: "down" })).rejects.toThrow("remove them one by one");
    expect((await stack.act({ kind: "down", services })).result).toEqual(DONE);
    expect(await project.run("ps", "--all", "--quiet", "--filter", `id=${id}`)).toBe("");
    expect(await state(two())).toEqual(other);
  });

  test("one container is taken away by its id, running or not", async () => {
    if (!stack) throw new Error("not set up");
    const [id = ""] = await state(one());
    expect((await stack.act({ kind: "down", services: [one()], containerIds: [id] })).result).toEqual(DONE);
    expect(await project.run("ps", "--all", "--quiet", "--filter", `id=${id}`)).toBe("");
    expect((await state(two()))[1]).toBe("running");
  });
});
