import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { DEFAULT_BUILD } from "../../../src/shared/protocol.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let image: string;
let project: ComposeProject;
let stack: StackApp;

beforeAll(async () => {
  image = await shellImage();
});

const file = (name: string) => `${project.folder}/${name}`;

beforeEach(async () => {
  project = await composeProject();
  const db = `db: { image: "${image}", volumes: ["data:/data"] }`;
  await project.write(
    "dev.yaml",
    `services:\n  ${db}\n  web: { image: "${image}", environment: { MODE: dev } }\n  mail: { image: "${image}" }\nvolumes: { data: }\n`,
  );
  await project.write(
    "prod.yaml",
    `services:\n  ${db}\n  web: { image: "${image}", environment: { MODE: production } }\n  cache: { image: "${image}" }\nvolumes: { data: }\n`,
  );
  const value = [
    { label: "dev", files: ["dev.yaml"], project: project.name },
    { label: "production", files: ["prod.yaml"], project: project.name },
  ];
  const stacks = [{ folder: project.folder, value }];
  stack = await stackApp(project.name, project.folder, {
    settings: { dockerHost: "", stacks, services: {}, build: DEFAULT_BUILD },
  });
});

afterEach(async () => {
  await stack.dispose();
  await project.dispose();
});

const mode = async () =>
  (await project.run("exec", `${project.name}-web-1`, "sh", "-c", "echo $MODE")).trim();
const states = async () => Object.keys(await project.containers()).sort();

test("a stack of two modes asks which one, and is switched there and back with its data", async () => {
  await expect(stack.act({ kind: "up" })).rejects.toThrow(
    `${project.name} has several modes (dev, production): choose one first.`,
  );

  expect((await stack.act({ kind: "up", modeId: file("dev.yaml") })).result).toEqual({ kind: "done" });
  expect([await mode(), await states()]).toEqual(["dev", ["db", "mail", "web"]]);
  await project.run("exec", `${project.name}-db-1`, "sh", "-c", "echo kept > /data/file");
  await stack.until(({ activeMode, running }) => activeMode === file("dev.yaml") && running === 3);

  const request = { stackId: project.name, modeId: file("prod.yaml") };
  const plan = await stack.app.planUp(request, new AbortController().signal);
  expect(plan.services.map(({ service, change }) => `${service} ${change}`)).toEqual([
    "cache create",
    expect.stringMatching(/^db (none|recreate)$/),
    "web recreate",
  ]);
  expect(plan.services.find(({ service }) => service === "web")?.reasons).toEqual([
    "It was made in another mode: dev.",
  ]);
  expect(plan).toMatchObject({ orphans: ["mail"], removesOrphans: true });

  const before = await project.containers();
  expect((await stack.act({ kind: "up", modeId: file("prod.yaml") })).result).toEqual({ kind: "done" });
  expect([await mode(), await states()]).toEqual(["production", ["cache", "db", "web"]]);
  expect((await project.containers())["web"]?.id).not.toBe(before["web"]?.id);
  await stack.until(
    ({ activeMode, services }) =>
      activeMode === file("prod.yaml") && services.every(({ containers }) => containers.length === 1),
  );

  // Without a mode it stays in the one that it is in.
  const settled = await project.runs();
  expect((await stack.act({ kind: "up" })).result).toEqual({ kind: "done" });
  expect(await project.runs()).toEqual(settled);

  expect((await stack.act({ kind: "up", modeId: file("dev.yaml") })).result).toEqual({ kind: "done" });
  expect([await mode(), await states()]).toEqual(["dev", ["db", "mail", "web"]]);
  expect(await project.run("exec", `${project.name}-db-1`, "cat", "/data/file")).toBe("kept\n");
});

test("modes of the same files are told apart by their files of variables, though most of it is alike", async () => {
  const alike = ["db", "mail", "cache"].map((name) => `  ${name}: { image: "${image}" }\n`).join("");
  await project.write(
    "one.yaml",
    `services:\n${alike}  web: { image: "${image}", environment: { MODE: $FLAVOUR } }\n`,
  );
  const entries = ["dev", "production"].map(async (label) => {
    await project.write(`${label}.env`, `FLAVOUR=${label}\n`);
    return { label, files: ["one.yaml"], envFiles: [`${label}.env`], project: project.name };
  });
  const stacks = [{ folder: project.folder, value: await Promise.all(entries) }];
  await stack.app.update({ settings: { dockerHost: "", stacks, services: {}, build: DEFAULT_BUILD } });
  const [dev = "", production = ""] = stack.stack.modes.map(({ id }) => id);

  for (const modeId of [dev, production]) {
    expect((await stack.act({ kind: "up", modeId })).result).toEqual({ kind: "done" });
    const { services } = await stack.until(
      ({ activeMode, running }) => activeMode === modeId && running === 4,
    );
    expect(services.flatMap(({ containers }) => containers.map(({ drift }) => drift))).not.toContain(
      "edited",
    );
  }
  const settled = await project.runs();
  expect((await stack.act({ kind: "up" })).result).toEqual({ kind: "done" });
  expect([await mode(), await project.runs()]).toEqual(["production", settled]);
});

test("a mode that is gone, and files that the setting got wrong, are told before anything is done", async () => {
  await expect(stack.act({ kind: "up", modeId: file("gone.yaml") })).rejects.toThrow("no such mode any more");
  const value = [{ files: ["dev.yaml"], project: project.name, envFile: "x" }];
  await stack.app.update({
    settings: {
      dockerHost: "",
      stacks: [{ folder: project.folder, value }],
      services: {},
      build: DEFAULT_BUILD,
    },
  });
  const stackId = stack.app.state.stacks.find(({ modes }) => modes.length > 0)?.id;
  await expect(stack.act({ kind: "up", ...(stackId ? { stackId } : {}) })).rejects.toThrow(
    /"envFile" is not known/,
  );
});
