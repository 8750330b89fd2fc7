import { homedir } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { StackMode } from "../../../src/shared/model.ts";
import { environment } from "../../support/environment.ts";
import { type ComposeProject, composeProject } from "../support/composeProject.ts";

let project: ComposeProject;
let app: App;

const WHOLE = [
  "services:",
  "  web:",
  '    image: "shop/web:1"',
  "    environment: { PORT: 80 }",
  "  worker:",
  "    image: shop/worker",
  "    depends_on: [web]",
  "  cache:",
  "    image: shop/cache",
  "",
].join("\n");

beforeEach(async () => {
  project = await composeProject();
  await project.write(
    "compose.yaml",
    "services:\n  web: { image: shop/web }\n  worker: { image: shop/worker }\n",
  );
  app = createApp({ logger: SILENT, env: process.env, homeDir: homedir(), platform: process.platform });
  await app.initialize(environment([project.folder]));
  await app.settled();
});

afterEach(async () => {
  await app.dispose();
  await project.dispose();
});

function stack() {
  return app.state.stacks.find(({ modes }) => modes.some(({ files }) => files.includes(project.file)));
}

const services = () => stack()?.services.map(({ name }) => name);
const mode = (): StackMode | undefined => stack()?.modes[0];

/** As an editor saves: the file is cut to nothing and written in pieces, and each may be seen. */
test.each([
  ["nothing", 0],
  ["its first word", "services:".length],
  ["the middle of a text", WHOLE.indexOf("web:1") + 3],
  ["the middle of a list", WHOLE.indexOf("[web]") + 2],
])(
  "a file of which %s was written keeps the last good model, until the rest comes",
  async (_what, length) => {
    expect(services()).toEqual(["web", "worker"]);
    await project.write("compose.yaml", WHOLE.slice(0, length));
    await app.filesChanged([project.file]);
    expect(services()).toEqual(["web", "worker"]);
    expect(mode()?.problem).toEqual(expect.stringMatching(/\S/));
    await project.write("compose.yaml", WHOLE);
    await app.filesChanged([project.file]);
    expect(services()).toEqual(expect.arrayContaining(["web", "worker", "cache"]));
    expect(mode()).not.toHaveProperty("problem");
  },
);

test("a file that is written while Compose reads it ends as it was written last", async () => {
  const told: Promise<void>[] = [];
  for (const length of [0, 40, WHOLE.indexOf("[web]") + 2, WHOLE.length]) {
    await project.write("compose.yaml", WHOLE.slice(0, length));
    told.push(app.filesChanged([project.file]));
  }
  await Promise.all(told);
  expect(services()).toEqual(expect.arrayContaining(["web", "worker", "cache"]));
  expect(mode()).not.toHaveProperty("problem");
});
