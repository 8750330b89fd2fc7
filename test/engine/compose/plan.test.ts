import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { UpPlan } from "../../../src/shared/protocol.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let image: string;
let project: ComposeProject;
let stack: StackApp;

beforeAll(async () => {
  image = await shellImage();
});

/** `db` never becomes healthy, `web` is built, `mig` ends by itself, `extra` is of another profile. */
const compose = (db = "", more = `  old: { image: "${image}" }\n`) => `name: ${project.name}
services:
  web:
    build: .
    depends_on: { db: { condition: service_started, restart: true } }
  mig: { image: "${image}", command: ["true"] }
  db:
    image: "${image}"
    healthcheck: { test: ["CMD", "false"], interval: 1s }
    ${db}
  extra: { image: "${image}", profiles: [extra] }
${more}`;

beforeEach(async () => {
  project = await composeProject();
  await project.write("Dockerfile", `FROM ${image}\nRUN echo built > /built\n`);
  await project.write("compose.yaml", compose());
  stack = await stackApp(project.name, project.folder);
});

afterEach(async () => {
  await stack.dispose();
  await project.dispose();
});

const signal = () => new AbortController().signal;

/** Everything on the engine that bears the project's name. */
async function everything(): Promise<string> {
  const filter = ["--filter", `label=com.docker.compose.project=${project.name}`];
  const listed = [
    ["ps", "--all", "--no-trunc", ...filter, "--format", "{{.ID}} {{.State}}"],
    ["network", "ls", "--quiet", ...filter],
    ["volume", "ls", "--quiet", ...filter],
    ["image", "ls", "--quiet", "--filter", `reference=*${project.name}*`],
  ];
  return (await Promise.all(listed.map((args) => project.run(...args)))).join("\n");
}

/** What it says, having seen that asking changed nothing. */
async function ask(): Promise<UpPlan> {
  const before = await everything();
  const since = await project.run("info", "--format", "{{.SystemTime}}");
  const plan = await stack.app.planUp({ stackId: project.name }, signal());
  const until = await project.run("info", "--format", "{{.SystemTime}}");
  const window = ["--since", since.trim(), "--until", until.trim()];
  const labelled = ["--filter", `label=com.docker.compose.project=${project.name}`];
  const events = await project.run("events", ...window, ...labelled, "--format", "{{.Action}}");
  // The stack's own health checks and one-shot services live on.
  const ours = events.split("\n").filter((action) => !/^(exec_|health_status|$)/.test(action));
  expect(ours).toEqual([]);
  expect(await everything()).toBe(before);
  return plan;
}

const changes = (plan: UpPlan) =>
  Object.fromEntries(
    plan.services.map(({ service, change, builds }) => [service, builds ? `build, ${change}` : change]),
  );

test("says what Up would do, before and after, and what it then does", async () => {
  expect(changes(await ask())).toEqual({ web: "build, create", mig: "create", db: "create", old: "create" });
  expect((await stack.act({ kind: "up" })).result).toEqual({ kind: "done" });
  await stack.until(({ services }) =>
    services.some(({ name, containers }) => name === "mig" && containers[0]?.status === "exited"),
  );
  const same = await ask();
  expect(changes(same)).toEqual({ web: "none", mig: "start", db: "none", old: "none" });
  expect(same).toMatchObject({ source: "dry run", orphans: [] });

  await project.write("compose.yaml", compose("environment: { EDITED: 1 }", ""));
  await stack.app.filesChanged([project.file]);
  const edited = await ask();
  expect(edited.orphans).toEqual(["old"]);
  expect(edited.services.find(({ service }) => service === "db")).toMatchObject({
    change: "recreate",
    reasons: ["What the compose files say of it has changed."],
  });
  const web = edited.services.find(({ service }) => service === "web");
  expect(web?.reasons[0]).toMatch(
    /^It depends on db, which is recreated, so that it is re(started|created with it)\.$/,
  );

  const before = await project.runs();
  expect((await stack.act({ kind: "up" })).result).toEqual({ kind: "done" });
  const after = await project.runs();
  expect(after["db"]?.id).not.toBe(before["db"]?.id);
  expect(after["web"]?.startedAt).not.toBe(before["web"]?.startedAt);
  expect(after["web"]?.id === before["web"]?.id).toBe(web?.change === "start");
  expect(after["old"]).toEqual(before["old"]);
});

test("asks no registry, and says of a broken file what is wrong with it", async () => {
  await project.write("compose.yaml", `services:\n  web: { image: "127.0.0.1:1/nothing/there:1" }\n`);
  await stack.app.refresh();
  const [first] = stack.app.state.stacks.filter(({ modes }) =>
    modes.some(({ files }) => files[0] === project.file),
  );
  const stackId = first?.id ?? "";
  expect(await stack.app.planUp({ stackId }, signal())).toMatchObject({
    services: [{ service: "web", change: "create", builds: false, reasons: [] }],
  });
  await project.write("compose.yaml", "services:\n  web: { imaje: x }\n");
  await expect(stack.app.planUp({ stackId }, signal())).rejects.toThrow(/web additional propert.*imaje/i);
  await project.write(
    "compose.yaml",
    `services:\n  web: { image: "${image}", networks: [gone] }\nnetworks: { gone: { external: true } }\n`,
  );
  await expect(stack.app.planUp({ stackId }, signal())).rejects.toThrow(
    "Up would fail: The network gone does not exist: it is external, so it has to be created first.",
  );
  await expect(stack.app.planUp({ stackId }, AbortSignal.abort())).rejects.toThrow(/abort/i);
});

test("knows of what Compose can't write as JSON, of what is built each time, and of what is too many", async () => {
  const text = (replicas: number) => `name: ${project.name}
services:
  web: { build: { context: ., ssh: ["id=/gone"] }, image: "${image}" }
  fresh: { build: ., pull_policy: build }
  many: { image: "${image}", scale: ${replicas} }
`;
  await project.write("compose.yaml", text(2));
  await stack.app.filesChanged([project.file]);
  expect((await stack.act({ kind: "up" })).result).toEqual({ kind: "done" });
  await project.run("stop", `${project.name}-many-2`);
  await stack.until(({ services }) =>
    services.some(({ containers }) => containers.some(({ status }) => status === "exited")),
  );
  await project.write("compose.yaml", text(1));
  await stack.app.filesChanged([project.file]);
  const plan = await ask();
  expect(changes(plan)).toEqual({ web: "none", fresh: "build, none", many: "none" });
  expect(plan.services.find(({ service }) => service === "many")?.reasons).toEqual([
    "One of its containers is too many and is removed.",
  ]);
});
