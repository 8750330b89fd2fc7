import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { writeStack } from "../support/writeStack.ts";

let image: string;
let project: ComposeProject;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

describe("a failure says what failed", () => {
  async function upFails(compose: string): Promise<string> {
    await project.write("compose.yaml", compose);
    const { result } = await project.act({ kind: "up" });
    return result.kind === "failed" ? result.summary : `${result.kind}, and should have failed`;
  }

  it("a port that another container has", async () => {
    const service = `{ image: "${image}", ports: ["127.0.0.1:0:80"] }`;
    await project.write("compose.yaml", `services:\n  first: ${service}\n`);
    await project.act({ kind: "up" });
    const address = (await project.run("port", `${project.name}-first-1`, "80/tcp")).trim();
    const taken = `services:\n  first: ${service}\n  second: { image: "${image}", ports: ["${address}:80"] }\n`;
    expect(await upFails(taken)).toBe(
      `Container ${project.name}-second-1 was not started: port ${address} is already used by another container.`,
    );
  });

  it("a step of a build, with its line", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN echo trying && exit 3\n`);
    expect(await upFails("services:\n  web:\n    build: .\n")).toMatch(
      /^The build failed at (Dockerfile:2: )?RUN echo trying && exit 3: exit code 3\.$/,
    );
  });

  it("a program that is not in the image", async () => {
    expect(await upFails(`services:\n  web: { image: "${image}", command: [cargo, run] }\n`)).toBe(
      `The container's command "cargo" could not be started: executable file not found in $PATH.`,
    );
  });

  it("a service that others wait for", async () => {
    const db = `{ image: "${image}", command: [sh, -c, "exit 4"] }`;
    const web = `{ image: "${image}", depends_on: { db: { condition: service_completed_successfully } } }`;
    expect(await upFails(`services:\n  db: ${db}\n  web: ${web}\n`)).toBe(
      "Service db ended with code 4, so what waits for it was not started.",
    );
  });

  it("a file that Compose refuses", async () => {
    expect(await upFails("services:\n  web: { imaje: x }\n")).toMatch(
      /compose\.yaml: services\.web additional propert.*imaje.* not allowed\.$/i,
    );
  });

  it("an engine that can't be reached", async () => {
    await writeStack(project, image);
    const env = { DOCKER_HOST: "tcp://127.0.0.1:1", DOCKER_CONTEXT: undefined };
    const { result } = await project.act({ kind: "stop", env });
    expect(result).toMatchObject({
      kind: "failed",
      summary: "Docker can't be reached at tcp://127.0.0.1:1.",
    });
  });
});
