import { afterEach, beforeEach, expect, test } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let project: ComposeProject;
let stack: StackApp;

beforeEach(async () => {
  const image = await shellImage();
  project = await composeProject();
  await project.write("compose.yaml", `name: ${project.name}\nservices:\n  web: { image: "${image}" }\n`);
  stack = await stackApp(project.name, project.folder);
});

afterEach(async () => {
  await stack.dispose();
  await project.dispose();
});

test("a stack can be stopped, started and taken down while its file is being written; Up says what is wrong", async () => {
  await stack.act({ kind: "up" });
  const first = await project.containers();
  await project.write("compose.yaml", "services:\n  web: [\n");
  await stack.app.filesChanged([project.file]);
  await stack.until(({ modes, running }) => modes[0]?.problem !== undefined && running === 1);
  for (const [kind, state] of [
    ["stop", "exited"],
    ["start", "running"],
  ] as const) {
    expect((await stack.act({ kind })).result).toEqual({ kind: "done" });
    expect(await project.containers()).toEqual({ web: { id: first["web"]?.id, state } });
  }
  expect((await stack.act({ kind: "up" })).result).toMatchObject({
    kind: "failed",
    summary: expect.stringMatching(/yaml/),
  });
  expect((await stack.act({ kind: "down" })).result).toEqual({ kind: "done" });
  expect(await project.containers()).toEqual({});
});
