import { readFile } from "node:fs/promises";
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

beforeEach(async () => {
  project = await composeProject();
  await project.write("docker/page", "one");
  await project.write("docker/Dockerfile", `FROM ${image}\nCOPY page /page\n`);
  await project.write("docker/dev.yaml", "services:\n  web:\n    build: .\n    image: $TAG\n");
  await project.write("docker/dev.env", `TAG=${project.name}-own:dev\n`);
  await project.write(
    "docker/build.sh",
    'echo "building $1 in $PWD"\nprintf %s "$1" > docker/page\ndocker compose build || exit 5\n',
  );
  await project.write("docker/up.sh", "echo bringing it up\nexec docker compose up --detach\n");
  const value = [
    {
      files: ["docker/dev.yaml"],
      project: project.name,
      envFiles: ["docker/dev.env"],
      commands: { build: ["sh", "docker/build.sh", "--dev"], up: ["sh", "./docker/up.sh"] },
    },
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

test("the user's own programs build the stack and bring it up, as the project that is shown", async () => {
  const rebuilt = await stack.act({ kind: "rebuild" });
  expect(rebuilt.result).toEqual({ kind: "done" });
  expect(rebuilt.output).toContain("$ sh docker/build.sh --dev\n");
  expect(rebuilt.output).toContain(`building --dev in ${project.folder}\n`);
  expect(rebuilt.output).toContain("bringing it up\n");
  expect(await readFile(`${project.folder}/docker/page`, "utf8")).toBe("--dev");
  expect(await project.run("exec", `${project.name}-web-1`, "cat", "/page")).toBe("--dev");
  const state = await stack.until(({ running }) => running === 1);
  expect(state).toMatchObject({
    total: 1,
    origin: "workspace",
    activeMode: `${project.folder}/docker/dev.yaml`,
  });
  expect(state.services[0]?.containers[0]?.drift).toBeUndefined();

  // For one service it is Compose's own.
  const one = await stack.act({ kind: "rebuild", services: ["web"] });
  expect(one.output).not.toContain("building --dev");
  expect(one.result).toEqual({ kind: "done" });

  await project.write("docker/Dockerfile", "FROM nothing/of-the-kind\n");
  const failed = await stack.act({ kind: "rebuild" });
  expect(failed.result).toMatchObject({ kind: "failed", exitCode: 5 });
  expect(failed.output).not.toContain("bringing it up");
});
