import { homedir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { StackMode, Trust } from "../../../src/shared/model.ts";
import { environment } from "../../support/environment.ts";
import { type ComposeProject, composeProject } from "../support/composeProject.ts";

let project: ComposeProject;
let app: App;

beforeEach(async () => {
  project = await composeProject();
  app = createApp({ logger: SILENT, env: process.env, homeDir: homedir(), platform: process.platform });
});

afterEach(async () => {
  await app.dispose();
  await project.dispose();
});

async function start(trust: Trust = "trusted"): Promise<void> {
  await app.initialize(environment([project.folder], { trust }));
  await app.settled();
}

function onlyMode(): StackMode | undefined {
  return app.state.stacks.find(({ origin }) => origin === "workspace")?.modes[0];
}

describe("places in compose files", () => {
  it("are told of what Compose refuses, until it is mended", async () => {
    const { file, name } = project;
    await project.write("compose.yaml", `name: ${name}\nservices:\n  web:\n    image: web\n    portz: []\n`);
    await start();
    expect(onlyMode()).toMatchObject({
      problem: expect.stringContaining("portz"),
      problemPlace: { file, line: 5, column: 5 },
    });

    await project.write("compose.yaml", `name: ${name}\nservices:\n  web:\n    image: web\n`);
    await app.filesChanged([file]);
    expect(onlyMode()).toMatchObject({ files: [file] });
    expect(onlyMode()).not.toHaveProperty("problem");
    expect(onlyMode()).not.toHaveProperty("problemPlace");
  });

  it("are told of services, also of those in a file that is included", async () => {
    const { file, folder, name } = project;
    const text = `name: ${name}\ninclude: [data/compose.yaml]\nservices:\n  web:\n    image: web\n`;
    await project.write("compose.yaml", text);
    await project.write("data/compose.yaml", "services:\n  db:\n    image: db\n");
    await start();
    expect(await app.findService(name, "web")).toEqual({ file, line: 4, column: 3 });
    const included = path.join(folder, "data", "compose.yaml");
    expect(await app.findService(name, "db")).toEqual({ file: included, line: 2, column: 3 });
    expect(await app.findService(name, "gone")).toBeNull();
    expect(await app.findService("gone", "web")).toBeNull();
  });

  it("are looked for in no untrusted workspace", async () => {
    await start("untrusted");
    await expect(app.findService(project.name, "web")).rejects.toThrow(/trust/);
  });
});
