import { afterEach, expect, test } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let project: ComposeProject | undefined;
let window: StackApp | undefined;

afterEach(async () => {
  await window?.dispose();
  await project?.dispose();
});

test("a service that dies is shown with the last lines of its log, secrets hidden", async () => {
  project = await composeProject();
  const image = await shellImage();
  // All in one stream: of two, the engine reads either one first.
  const script =
    'for i in 1 2 3 4 5 6 7; do echo "step $i"; done; echo "PASSWORD=hunter2 fatal: no such table"; exit 3';
  const services = { job: { image, command: ["sh", "-c", script] }, web: { image } };
  await project.write("compose.yaml", JSON.stringify({ name: project.name, services }));
  await project.run("compose", "up", "--detach");
  window = await stackApp(project.name, project.folder);
  const words = ({ services: all }: StackApp["stack"], name: string) =>
    all.find((service) => service.name === name)?.lastWords;
  const told = await window.until((stack) => words(stack, "job") !== undefined);
  const lines = words(told, "job") ?? [];
  expect(lines).toHaveLength(5);
  expect(lines).toContain("PASSWORD=*** fatal: no such table");
  expect(words(told, "web")).toBeUndefined();

  await project.run("compose", "rm", "--force", "job");
  await window.until((stack) => words(stack, "job") === undefined);
});
