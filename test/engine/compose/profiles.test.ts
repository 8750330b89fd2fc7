import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let image: string;
let project: ComposeProject;
let stack: StackApp;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  await project.write(
    "compose.yaml",
    `name: ${project.name}
services:
  web: { image: "${image}" }
  debug: { image: "${image}", profiles: [debug], volumes: ["notes:/notes"] }
  tool: { image: "${image}", profiles: [tool] }
volumes: { notes: }
`,
  );
  stack = await stackApp(project.name, project.folder, { chosenProfiles: { [project.name]: ["debug"] } });
});

afterEach(async () => {
  await stack.dispose();
  await project.dispose();
});

const DONE = { kind: "done" };
const states = async () =>
  Object.entries(await project.containers())
    .map(([service, { state }]) => `${service} ${state}`)
    .sort();

test("the chosen profiles come up; afterwards nothing of the stack is left running by Stop or Down", async () => {
  expect((await stack.act({ kind: "up" })).result).toEqual(DONE);
  expect(await states()).toEqual(["debug running", "web running"]);

  await stack.app.update({ chosenProfiles: { [project.name]: [] } });
  await stack.until(({ services }) =>
    services.some(({ name, inactiveProfiles, containers }) => {
      return name === "debug" && inactiveProfiles.length > 0 && containers.length > 0;
    }),
  );
  // Up means the active ones alone.
  const before = await project.runs();
  expect((await stack.act({ kind: "up" })).result).toEqual(DONE);
  expect(await project.runs()).toEqual(before);

  expect((await stack.act({ kind: "stop" })).result).toEqual(DONE);
  expect(await states()).toEqual(["debug exited", "web exited"]);

  await stack.until(({ running }) => running === 0);
  expect((await stack.act({ kind: "start" })).result).toEqual(DONE);
  expect(await states()).toEqual(["debug exited", "web running"]);

  expect((await stack.act({ kind: "down" })).result).toEqual(DONE);
  expect(await states()).toEqual([]);
  expect(await project.run("network", "ls", "--quiet", "--filter", `name=${project.name}_default`)).toBe("");
  expect(await project.volumes()).toEqual([`${project.name}_notes`]);

  // Its volume is the stack's too, with no container left to tell of it.
  await stack.until(({ services }) => services.every(({ containers }) => containers.length === 0));
  expect((await stack.act({ kind: "down", volumes: true })).result).toEqual(DONE);
  expect(await project.volumes()).toEqual([]);
});
