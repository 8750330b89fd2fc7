import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { openRegistry } from "../support/registry.ts";
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

const DONE = { kind: "done" };

describe("bringing a stack up", () => {
  beforeEach(() => writeStack(project, image));

  const page = () => project.run("exec", `${project.name}-web-1`, "cat", "/page");

  it("with build puts what was edited into the image; without, it does not", async () => {
    await project.act({ kind: "up" });
    const first = await project.runs();
    await project.write("page", "two");
    await project.act({ kind: "up" });
    expect(await project.runs()).toEqual(first);
    expect((await project.act({ kind: "up", build: true })).result).toEqual(DONE);
    expect(await page()).toBe("two");
    expect((await project.runs())["db"]).toEqual(first["db"]);
  });

  it("with wait is done when it is healthy", async () => {
    const check = `{ test: ["CMD", "test", "-e", "/tmp/ready"], interval: 200ms, retries: 1000 }`;
    const command = `["sh", "-c", "sleep 1; touch /tmp/ready; exec /bin/idle"]`;
    await project.write(
      "compose.yaml",
      `services:\n  web: { image: "${image}", command: ${command}, healthcheck: ${check} }\n`,
    );
    expect((await project.act({ kind: "up", wait: true })).result).toEqual(DONE);
    const health = await project.run(
      "inspect",
      "--format",
      "{{.State.Health.Status}}",
      `${project.name}-web-1`,
    );
    expect(health.trim()).toBe("healthy");
  });
});

describe("rebuilding a service", () => {
  beforeEach(() => writeStack(project, image));

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

describe("pulling", () => {
  it("gets the images, and leaves the containers to the next Up; what can be built is not pulled", async () => {
    const registry = await openRegistry();
    try {
      await project.run("tag", image, registry.image);
      await project.write("Dockerfile", `FROM ${image}\n`);
      await project.write(
        "compose.yaml",
        `services:\n  web: { image: "${registry.image}" }\n  own: { build: ., image: "${registry.missing}" }\n`,
      );
      await project.act({ kind: "up" });
      const first = await project.runs();
      const { result } = await project.act({ kind: "pull" });
      expect(result).toEqual(DONE);
      expect(await project.runs()).toEqual(first);
      const pulled = await project.run("image", "inspect", "--format", "{{.Id}}", registry.image);
      const made = await project.run("inspect", "--format", "{{.Image}}", first["web"]?.id ?? "");
      expect(pulled).not.toBe(made);
    } finally {
      await project.run("rmi", "--force", registry.image, registry.missing);
      await registry.close();
    }
  });
});
