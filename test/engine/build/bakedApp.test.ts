import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasHistory } from "../../../src/core/build/found/buildxVersion.ts";
import type { AppState, ServiceState } from "../../../src/shared/model.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { docker } from "../support/docker.ts";
import { type RunningApp, runApp } from "../support/runningApp.ts";
import { terminal } from "./support/terminal.ts";

const supported = hasHistory(await docker(["buildx", "version"]));

let project: ComposeProject;
let state: string;
let env: NodeJS.ProcessEnv;
let windows: RunningApp[];

beforeEach(async () => {
  project = await composeProject();
  state = await mkdtemp(path.join(tmpdir(), "devloop-baked-app-"));
  env = {
    ...process.env,
    BUILDX_CONFIG: path.join(state, "buildx"),
    XDG_STATE_HOME: path.join(state, "state"),
  };
  windows = [];
  await project.write("page", "one");
  await project.write("Dockerfile", `FROM ${await shellImage()}\nCOPY page /page\n`);
  await project.write("compose.yaml", `name: ${project.name}\nservices:\n  web:\n    build: .\n`);
});

afterEach(async () => {
  await Promise.all(windows.map(({ app }) => app.dispose()));
  await project.dispose();
  await rm(state, { recursive: true, force: true });
});

async function open(): Promise<RunningApp> {
  const window = await runApp(env, { folders: [project.folder] });
  windows.push(window);
  return window;
}

function web({ stacks }: AppState): ServiceState | undefined {
  return stacks.find(({ id }) => id === project.name)?.services.find(({ name }) => name === "web");
}

async function untilCode(
  { until }: RunningApp,
  kind: string,
  since: (service: ServiceState) => boolean = () => true,
): Promise<ServiceState> {
  const is = (each: AppState) => {
    const service = web(each);
    return service?.baked?.code.kind === kind && since(service);
  };
  return web(await until(`its code is ${kind}`, is)) ?? expect.fail();
}

async function up(): Promise<void> {
  expect(await terminal(["compose", "up", "--build", "--detach"], project.folder, env).ended).toBe(0);
}

describe.runIf(supported)("a service whose code is baked in", () => {
  test("says whether it is the code in the editor, in any window, until it is built again", async () => {
    const window = await open();
    await window.until("builds are looked at", ({ builds }) => builds.seen === "all");
    await up();
    const built = await untilCode(window, "same", ({ containers }) => containers.length === 1);
    expect(built.baked?.code).toMatchObject({
      evidence: "the one file of its build context is as it was when the image was built",
    });
    expect(built.verdict).toMatchObject({ kind: "current" });

    const page = path.join(project.folder, "page");
    await project.write("page", "two");
    await window.app.filesChanged([page]);
    const stale = await untilCode(window, "changed");
    expect(stale.baked?.code).toMatchObject({ files: [{ file: page, kind: "changed" }], more: 0 });
    expect(stale.verdict).toMatchObject({ kind: "notCurrent", action: "rebuild" });
    const other = await open();
    expect((await untilCode(other, "changed")).baked?.code).toEqual(stale.baked?.code);

    await project.write("page", "one");
    await window.app.filesChanged([page]);
    await untilCode(window, "same");

    await project.write("page", "two");
    await window.app.filesChanged([page]);
    await untilCode(window, "changed");
    await up();
    await untilCode(window, "same");
    await untilCode(other, "same");
  });
});
