import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "../../../src/core/base/which.ts";
import { decodeImage } from "../../../src/core/build/baked/images.ts";
import { readBuildInfo } from "../../../src/core/build/info/readBuildInfo.ts";
import { createEngineClient, type EngineClient } from "../../../src/core/engine/client.ts";
import { decodeInspect } from "../../../src/core/engine/decode.ts";
import type { BuildInfo } from "../../../src/shared/builds.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { endpointOf } from "../support/docker.ts";

const execute = promisify(execFile);
const DATE = "2026-11-21T09:00:00Z";

/** Images that were built from the repository's commits, and its services as they run. */
let project: ComposeProject;
let client: EngineClient;
let first: string;
let second: string;

async function git(...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const { stdout } = await execute("git", [...identity, ...args], { cwd: project.folder });
  return stdout.trim();
}

async function commit(text: string): Promise<string> {
  await project.write("app/main.txt", text);
  await git("add", ".");
  await git("commit", "--quiet", "-m", text);
  return git("rev-parse", "HEAD");
}

beforeAll(async () => {
  const image = await shellImage();
  project = await composeProject();
  client = createEngineClient({ endpoint: await endpointOf(), env: process.env, homeDir: "/nowhere" });
  await project.write(
    "app/Dockerfile",
    `FROM ${image} AS plain
FROM plain AS labelled
ARG GIT_COMMIT
ARG BUILD_DATE
LABEL org.opencontainers.image.revision=$GIT_COMMIT org.opencontainers.image.created=$BUILD_DATE
FROM plain AS told
ARG GIT_COMMIT
ARG BUILD_DATE
ENV GIT_COMMIT=$GIT_COMMIT BUILD_DATE=$BUILD_DATE DB_PASSWORD=hunter2
RUN mkdir -p /www/build && echo "{\\"name\\":\\"shop\\",\\"commit\\":\\"$GIT_COMMIT\\",\\"buildDate\\":\\"$BUILD_DATE\\"}" > /www/build/info \\
  && echo "window.__BUILD_INFO__ = {name:'ui',commit:'$GIT_COMMIT'};" > /www/build-info.js
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`,
  );
  await project.write(
    "compose.yaml",
    `name: ${project.name}
x-args: &args { GIT_COMMIT: "\${GIT_COMMIT}", BUILD_DATE: "${DATE}" }
services:
  plain: { build: { context: app, target: plain } }
  labelled: { build: { context: app, target: labelled, args: *args } }
  told: { build: { context: app, target: told, args: *args }, ports: ["127.0.0.1::8080"] }
  foreign: { build: { context: app, target: labelled, args: { GIT_COMMIT: "0123456789abcdef0123456789abcdef01234567" } } }
`,
  );
  await git("init", "--quiet");
  first = await commit("one");
  const { result, output } = await project.act({ kind: "up", build: true, env: { GIT_COMMIT: first } });
  if (result.kind !== "done") throw new Error(output);
  await commit("two");
  second = await commit("three");
});

afterAll(async () => {
  client?.dispose();
  await project?.dispose();
});

/** As Dev Loop asks it, with what the engine tells of a service's container and image. */
async function ask(service: string, address?: string): Promise<BuildInfo | undefined> {
  const container = decodeInspect(await client.inspect(`${project.name}-${service}-1`));
  if (container === "undecodable") throw new Error(`${service} was not told.`);
  const image = decodeImage(await client.image(container.imageId));
  expect(JSON.stringify(container)).not.toContain("hunter2");
  return readBuildInfo(
    {
      labels: image?.labels ?? {},
      environment: container.setup?.environment ?? {},
      context: path.join(project.folder, "app"),
      ...(address === undefined ? {} : { address }),
    },
    { runner: project.runner, git: () => findProgram("git", process.env, process.platform) },
    new AbortController().signal,
  );
}

async function address(file: string): Promise<string> {
  const port = await project.run("port", `${project.name}-told-1`, "8080/tcp");
  return `http://${port.trim()}${file}`;
}

/** Where the commit is told, and how. */
async function sources(): Promise<readonly (BuildInfo | undefined)[]> {
  return [
    await ask("labelled"),
    await ask("told"),
    await ask("told", await address("/build/info")),
    await ask("told", await address("/build-info.js")),
  ];
}

describe("an image that tells the commit it was built from", () => {
  test("is of another one than the repository is at", async () => {
    const other = { commit: first, sameCommit: false, head: second, dirty: false };
    expect(await sources()).toEqual([
      { from: "label", date: DATE, ...other },
      { from: "variable", date: DATE, ...other },
      { from: "address", date: DATE, ...other },
      { from: "address", ...other },
    ]);
  });

  test("is of the same one, until something is changed", async () => {
    await git("checkout", "--quiet", first);
    const same = { commit: first, sameCommit: true, head: first, dirty: false };
    expect(await sources()).toMatchObject([same, same, same, same]);
    await project.write("app/new.txt", "new");
    for (const info of await sources()) {
      expect(info).toMatchObject({ commit: first, head: first, dirty: true });
      expect(info).not.toHaveProperty("sameCommit");
    }
  });
});

describe("an image that does not", () => {
  test("says nothing", async () => {
    expect(await ask("plain")).toBeUndefined();
  });

  test("and inherits another repository's label says nothing either", async () => {
    expect(await ask("foreign")).toBeUndefined();
  });

  test("where the address does not answer, the image still does", async () => {
    expect(await ask("told", await address("/nowhere"))).toMatchObject({ from: "variable", commit: first });
    expect(await ask("told", "http://127.0.0.1:1/")).toMatchObject({ from: "variable", commit: first });
  });
});
