import { afterEach, beforeEach, expect, test } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let project: ComposeProject;
let stack: StackApp;

beforeEach(async () => {
  const image = await shellImage();
  project = await composeProject();
  await project.write(
    "compose.yaml",
    `name: ${project.name}
services:
  db: { image: "${image}" }
  tool: { image: "${image}", profiles: [tool], depends_on: [db], environment: { FROM: $PWD } }
`,
  );
  stack = await stackApp(project.name, project.folder);
});

afterEach(async () => {
  await stack.dispose();
  await project.dispose();
});

test("a command runs in a container of its own, which goes with it, and nothing else is started", async () => {
  const args = ["sh", "-c", 'echo "$0 from $FROM"; exit 3', "--flag with spaces"];
  const command = await stack.app.runCommand(project.name, "tool", args);
  const result = await project.runner.run({ ...command, cwd: "/", limit: 10_000 });
  expect(result).toMatchObject({ exitCode: 3, stdout: `--flag with spaces from ${project.folder}\n` });
  expect(await project.containers()).toEqual({});
});
