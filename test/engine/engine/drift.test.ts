import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ContainerState, Drift, StackState } from "../../../src/shared/model.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let project: ComposeProject;
let watched: StackApp;
let image: string;
/** Every answer that was ever told of a service that nobody touched. */
let untouched: Set<Drift | undefined>;

function containerOf(stack: StackState, service: string): ContainerState | undefined {
  return stack.services.find(({ name }) => name === service)?.containers[0];
}

function untilDrift(service: string, drift: Drift | undefined): Promise<StackState> {
  return watched.until((stack) => {
    const container = containerOf(stack, service);
    return container?.status === "running" && container.drift === drift;
  });
}

async function writeCompose(value: string): Promise<void> {
  const common = "network_mode: none, stop_grace_period: 1s";
  const services = [
    `  built: { build: ., ${common}, environment: { VALUE: "${value}" } }`,
    `  named: { build: ., image: "${project.name}/named:1", ${common} }`,
    `  plain: { image: "${image}", env_file: [settings.env], stop_grace_period: 1s }`,
    `  beside: { image: "${image}", network_mode: "service:plain", stop_grace_period: 1s }`,
  ];
  await project.write("compose.yaml", `name: ${project.name}\nservices:\n${services.join("\n")}\n`);
}

async function build(page: string): Promise<void> {
  await project.write("page", page);
  await project.run("compose", "--project-directory", project.folder, "--file", project.file, "build");
}

beforeEach(async () => {
  image = await shellImage();
  project = await composeProject();
  await project.write("settings.env", "FROM_FILE=1\n");
  await project.write("Dockerfile", `FROM ${image}\nCOPY page /page\n`);
  await project.write("page", "one");
  await writeCompose("one");
  watched = await stackApp(project.name, project.folder);
  untouched = new Set();
  watched.app.onDidChange(() => {
    for (const name of ["plain", "beside"])
      for (const { drift } of watched.stack.services.find((each) => each.name === name)?.containers ?? [])
        untouched.add(drift);
  });
  expect((await watched.act({ kind: "up" })).result).toEqual({ kind: "done" });
  await watched.until(({ running }) => running === 4);
});

afterEach(async () => {
  await watched.act({ kind: "down" });
  await watched.dispose();
  await project.dispose();
});

describe("what would be made anew", () => {
  test("is told after a build, a load, an edit, and no more once Up has made it anew", async () => {
    const before = containerOf(watched.stack, "named");
    await project.run("save", "--output", `${project.folder}/first.tar`, `${project.name}/named:1`);
    await build("two");
    const rebuilt = await untilDrift("named", "rebuilt");
    expect(containerOf(rebuilt, "named")).toMatchObject({ image: `${project.name}/named:1`, id: before?.id });
    await untilDrift("built", "rebuilt");

    await project.run("load", "--input", `${project.folder}/first.tar`);
    await untilDrift("named", undefined);
    await build("two");
    await untilDrift("named", "rebuilt");

    expect((await watched.act({ kind: "up" })).result).toEqual({ kind: "done" });
    const current = await untilDrift("named", undefined);
    expect(containerOf(current, "named")?.id).not.toBe(before?.id);
    await untilDrift("built", undefined);

    await writeCompose("two");
    await watched.app.filesChanged([project.file]);
    await untilDrift("built", "edited");
    expect((await watched.act({ kind: "up" })).result).toEqual({ kind: "done" });
    await untilDrift("built", undefined);

    // The name stands for nothing, then for another image, then for its own again.
    const own = containerOf(watched.stack, "named")?.imageId ?? "";
    await project.run("image", "rm", "--force", `${project.name}/named:1`);
    await project.run("tag", image, `${project.name}/named:1`);
    await untilDrift("named", "rebuilt");
    await project.run("tag", own, `${project.name}/named:1`);
    await untilDrift("named", undefined);
    expect([...untouched]).toEqual([undefined]);
  });
});
