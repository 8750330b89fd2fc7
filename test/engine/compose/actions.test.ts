import { rm } from "node:fs/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

let image: string;
let project: ComposeProject;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

/** `db` is what `web` needs; `web` is built, and its image holds `page`. */
async function writeStack(): Promise<void> {
  await project.write("page", "one");
  await project.write("Dockerfile", `FROM ${image}\nCOPY page /page\n`);
  await project.write(
    "compose.yaml",
    `services:
  db:
    image: ${image}
    volumes: ["data:/data"]
  web:
    build: .
    depends_on: [db]
volumes:
  data:
`,
  );
}

const DONE = { kind: "done" };

async function startedAt(id: string): Promise<string> {
  return project.run("inspect", "--format", "{{.State.StartedAt}}", id);
}

describe("a stack", () => {
  beforeEach(writeStack);

  it("comes up, stops, starts, restarts with the same containers, and goes down without its data", async () => {
    const up = await project.act({ kind: "up" });
    expect(up.result).toEqual(DONE);
    expect(up.output).toMatch(/^\$ docker compose .*up --detach\n/);
    expect(up.output).toContain(` Container ${project.name}-web-1  Started
`);
    const first = await project.containers();
    expect(first).toMatchObject({ db: { state: "running" }, web: { state: "running" } });

    expect((await project.act({ kind: "stop" })).result).toEqual(DONE);
    const stopped = await project.containers();
    expect(stopped).toEqual({
      db: { id: first["db"]?.id, state: "exited" },
      web: { id: first["web"]?.id, state: "exited" },
    });

    expect((await project.act({ kind: "start" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);

    const before = await startedAt(first["web"]?.id ?? "");
    expect((await project.act({ kind: "restart", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);
    expect(await startedAt(first["web"]?.id ?? "")).not.toBe(before);

    expect((await project.act({ kind: "down" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({});
    expect(await project.run("volume", "ls", "--quiet")).toContain(`${project.name}_data`);
  });

  it("lets one service stop, go and come back alone", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    expect((await project.act({ kind: "stop", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ db: first["db"], web: { state: "exited" } });
    expect((await project.act({ kind: "down", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({ db: first["db"] });
    expect((await project.act({ kind: "up", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ db: first["db"], web: { state: "running" } });
  });

  it("leaves alone what the files do not name any more", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    await project.write(
      "compose.yaml",
      `services:\n  db:\n    image: ${image}\n    volumes: ["data:/data"]\nvolumes:\n  data:\n`,
    );
    expect((await project.act({ kind: "up" })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);
  });

  it("is addressed by its name where its files are gone", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    await rm(project.file);
    for (const [kind, state] of [
      ["stop", "exited"],
      ["start", "running"],
      ["restart", "running"],
    ] as const) {
      expect((await project.act({ kind, files: [] })).result).toEqual(DONE);
      expect(await project.containers()).toEqual({
        db: { id: first["db"]?.id, state },
        web: { id: first["web"]?.id, state },
      });
    }
    expect((await project.act({ kind: "down", files: [] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual({});
  });
});

describe("rebuilding a service", () => {
  beforeEach(writeStack);

  const page = () => project.run("exec", `${project.name}-web-1`, "cat", "/page");

  it("puts the new image to work and touches nothing else", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    await project.write("page", "two");
    const rebuilt = await project.act({ kind: "rebuild", services: ["web"] });
    expect(rebuilt.result).toEqual(DONE);
    expect(rebuilt.output).toContain("COPY page /page");
    const second = await project.containers();
    expect(second).toMatchObject({ db: first["db"], web: { state: "running" } });
    expect(second["web"]?.id).not.toBe(first["web"]?.id);
    expect(await page()).toBe("two");
  });

  it("keeps the container where the image came out the same", async () => {
    await project.act({ kind: "up" });
    const first = await project.containers();
    expect((await project.act({ kind: "rebuild", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toEqual(first);
  });

  it("starts it, with what it needs, where nothing runs", async () => {
    expect((await project.act({ kind: "rebuild", services: ["web"] })).result).toEqual(DONE);
    expect(await project.containers()).toMatchObject({ db: { state: "running" }, web: { state: "running" } });
  });

  it("runs every step again without the cache", async () => {
    await project.write("Dockerfile", `FROM ${image}\nRUN cat /proc/sys/kernel/random/uuid > /page\n`);
    await project.act({ kind: "up" });
    const first = await page();
    await project.act({ kind: "rebuild", services: ["web"] });
    expect(await page()).toBe(first);
    await project.act({ kind: "rebuild", services: ["web"], noCache: true });
    expect(await page()).not.toBe(first);
  });
});

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
    await writeStack();
    const env = { DOCKER_HOST: "tcp://127.0.0.1:1", DOCKER_CONTEXT: undefined };
    const { result } = await project.act({ kind: "stop", env });
    expect(result).toMatchObject({
      kind: "failed",
      summary: "Docker can't be reached at tcp://127.0.0.1:1.",
    });
  });
});
