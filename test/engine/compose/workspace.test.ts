import { homedir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { StackState } from "../../../src/shared/model.ts";
import { DEFAULT_BUILD } from "../../../src/shared/protocol.ts";
import { environment } from "../../support/environment.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

let image: string;
let project: ComposeProject;
let app: App;
let warnings: string[];

beforeEach(async () => {
  image = await shellImage();
  project = await composeProject();
  warnings = [];
  const logger = { ...SILENT, warn: (text: string) => void warnings.push(text) };
  app = createApp({ logger, env: process.env, homeDir: homedir(), platform: process.platform });
});

afterEach(async () => {
  await app.dispose();
  await project.run("compose", "--project-name", project.name, "down", "--timeout", "0");
  await project.dispose();
});

async function start(stacks: unknown = undefined): Promise<void> {
  await app.initialize(environment([project.folder], { settings: settings(stacks) }));
  await app.settled();
}

function settings(value: unknown) {
  return {
    dockerHost: "",
    stacks: value === undefined ? [] : [{ folder: project.folder, value }],
    services: {},
    build: DEFAULT_BUILD,
  };
}

function stack(): StackState | undefined {
  return app.state.stacks.find(({ id }) => id === project.name);
}

/** Resolves once the stack is so. */
function until(condition: (stack: StackState | undefined) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const subscription = app.onDidChange(check);
    check();
    function check(): void {
      if (!condition(stack())) return;
      subscription.dispose();
      resolve();
    }
  });
}

const origins = () => stack()?.modes.map(({ origin, label }) => `${origin} ${label}`) ?? [];
const drifts = () =>
  stack()?.services.flatMap(({ containers }) => containers.map(({ drift }) => drift)) ?? [];

describe("the workspace's stacks, on a real engine", () => {
  test("have a mode for files that something was started from elsewhere, which is never edited by itself", async () => {
    await project.write("compose.yaml", `name: ${project.name}\nservices:\n  web: { image: "${image}" }\n`);
    const more = `services:\n  web: { env_file: [web.env] }\n  api: { image: "${image}", profiles: [x] }\n`;
    await project.write("parts/more.yml", more);
    await project.write("web.env", "A=1\n");
    await project.write("vars.env", "");
    await start();
    expect(origins()).toEqual(["found default"]);
    const files = ["--file", "compose.yaml", "--file", "parts/more.yml", "--env-file", "vars.env"];
    await project.run("compose", ...files, "--profile", "x", "up", "--detach");
    const labelled = [project.file, path.join(project.folder, "parts/more.yml")].join("\n");
    await until((now) => now?.activeMode === labelled && now.running === 2);
    expect(origins()).toEqual(["found default", "labels compose.yaml + more.yml"]);
    expect(drifts()).toEqual([undefined, undefined]);
    const inputs = stack()?.modes[1]?.inputs?.map((file) => path.relative(project.folder, file));
    expect(inputs?.sort()).toEqual(["vars.env", "web.env"]);

    await project.write("web.env", "A=2\n");
    await app.filesChanged([path.join(project.folder, "web.env")]);
    expect(drifts().sort()).toEqual(["edited", undefined]);

    await project.run("compose", "--project-name", project.name, "down", "--timeout", "0");
    await until((now) => now?.modes.length === 1);
    expect(origins()).toEqual(["found default"]);
  });

  test("are as the setting and the chosen profiles say, whenever they change", async () => {
    const name = `name: ${project.name}\n`;
    await project.write(
      "compose.yaml",
      `${name}services:\n  web: { image: web }\n  db: { image: db, profiles: [x] }\n`,
    );
    await project.write("stack.yml", `${name}services:\n  web: { image: web }\n`);
    await start();
    expect(origins()).toEqual(["found default"]);
    const inactive = () => stack()?.services.map(({ inactiveProfiles }) => inactiveProfiles.join());
    expect(inactive()).toEqual(["x", ""]);
    await app.update({ chosenProfiles: { [project.name]: ["x"] } });
    expect(inactive()).toEqual(["", ""]);

    await app.update({
      settings: settings([{ files: ["stack.yml"], label: "mine" }, { file: "compose.yaml" }]),
    });
    expect(origins()).toEqual(["setting mine"]);
    expect(warnings.join("\n")).toMatch(/devloop\.stacks of .*, entry 2: "file" is not known/);
    await app.update({ settings: settings([{ files: ["stack.yml"], profiles: "x" }]) });
    expect(stack()?.modes).toMatchObject([
      { problem: expect.stringContaining('"profiles" has to be a list') },
    ]);
    const up = { stackId: project.name, kind: "up", services: [] } as const;
    await expect(app.runAction(up, new AbortController().signal, async () => {})).rejects.toThrow(
      '"profiles"',
    );
    await app.update({ settings: settings(undefined) });
    expect(origins()).toEqual(["found default"]);
  });
});
