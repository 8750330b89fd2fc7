import { createHash } from "node:crypto";
import { rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VerifiedFile } from "../../../src/shared/builds.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let project: ComposeProject;
let stack: StackApp;

const DOCKERFILE = (image: string) => `FROM ${image} AS tools
COPY staged.txt /staged.txt
RUN cat /staged.txt /staged.txt > /out

FROM ${image}
WORKDIR /app
COPY . .
COPY main.txt /as-file
RUN rm staged.txt linked.txt && ln -s /app/main.txt linked.txt && ln -s loop /loop && mkfifo /pipe && head -c 2000000 /dev/zero > /large \\
  && head -c 1048576 /dev/zero | tr '\\0' a > /mebibyte
`;

beforeAll(async () => {
  const image = await shellImage();
  project = await composeProject();
  await project.write("baked/Dockerfile", DOCKERFILE(image));
  await project.write("baked/.dockerignore", "ignored.txt\n");
  for (const name of ["main", "changed", "gone", "linked", "ignored", "staged"]) {
    await project.write(`baked/${name}.txt`, "hello, wörld\n");
  }
  await project.write("baked/data.bin", "\0\u0001");
  await project.write("baked/empty", "");
  await project.write("baked/ö & ?%41+.txt", "odd");
  await project.write("baked/a/deep/folder/file.txt", "deep\n");
  await symlink("main.txt", path.join(project.folder, "baked/alias.txt"));
  await symlink("baked", path.join(project.folder, "elsewhere"));
  await project.write(
    "staged/Dockerfile",
    `FROM ${image} AS one\nCOPY . /src\nFROM ${image}\nCOPY --from=one /src /out\n`,
  );
  await project.write("staged/main.rs", "fn main() {}");
  await project.write("whole/Dockerfile", `FROM ${image}\nWORKDIR /app\nCOPY . .\nRUN rm removed.txt\n`);
  await project.write("whole/a/deep/file.txt", "deep\n");
  await project.write("whole/empty", "");
  await project.write("whole/removed.txt", "1");
  await project.write("mounted/file.txt", "one");
  await project.write("single.txt", "one");
  for (const name of ["replaced", "moved", "older"]) await project.write(`${name}.txt`, "one");
  await project.write(
    "compose.yaml",
    `name: ${project.name}
services:
  baked: { build: ./baked, deploy: { replicas: 2 } }
  stopped: { build: ./baked, volumes: ["./mounted:/mounted"] }
  hidden: { build: ./baked, volumes: ["data:/app"] }
  memory: { build: ./baked, tmpfs: ["/app"] }
  staged: { build: ./staged }
  whole: { build: ./whole }
  mounted: { image: "${image}", volumes: ["./mounted:/m", "./single.txt:/single.txt", "./replaced.txt:/replaced.txt", "./moved.txt:/moved.txt"] }
  never: { build: ./baked, profiles: [never] }
volumes: { data: }
`,
  );
  const { result, output } = await project.act({ kind: "up", build: true });
  if (result.kind !== "done") throw new Error(output);
  await project.run("stop", `${project.name}-stopped-1`);
  await project.write("baked/changed.txt", "by now it is another one\n");
  await project.write("baked/late.txt", "late");
  await rm(path.join(project.folder, "baked/gone.txt"));
  stack = await stackApp(project.name, project.folder);
  await stack.until(({ services }) =>
    services.some(({ containers }) => containers.some(({ status }) => status === "exited")),
  );
});

afterAll(async () => {
  await stack?.dispose();
  await project?.dispose();
});

const signal = () => new AbortController().signal;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const HELLO = { hash: sha256("hello, wörld\n"), size: 14 };

function verify(service: string, file?: string): Promise<readonly VerifiedFile[]> {
  const absolute = file === undefined ? {} : { file: path.join(project.folder, file) };
  return stack.app.verifyBytes({ stackId: project.name, service, ...absolute }, signal());
}

function containerOf(service: string): string {
  const found = stack.stack.services.find(({ name }) => name === service)?.containers[0]?.id;
  if (found === undefined) throw new Error(`${service} has no container.`);
  return found;
}

const read = (service: string, file: string) => stack.app.containerFile(containerOf(service), file, signal());

describe("a file that was copied into the image", () => {
  test("is the same in each container", async () => {
    const rows = await verify("baked", "baked/main.txt");
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map(({ container }) => container)).size).toBe(2);
    for (const row of rows) {
      expect(row).toMatchObject({
        file: path.join(project.folder, "baked/main.txt"),
        path: "/app/main.txt",
        hostHash: HELLO.hash,
        containerHash: HELLO.hash,
        hostSize: HELLO.size,
        containerSize: HELLO.size,
        mounted: false,
      });
    }
  });

  test("differs where it was changed since", async () => {
    const [row] = await verify("baked", "baked/changed.txt");
    expect(row).toMatchObject({
      hostHash: sha256("by now it is another one\n"),
      containerHash: HELLO.hash,
      containerSize: HELLO.size,
    });
    expect(await read("baked", row?.path ?? "")).toBe("hello, wörld\n");
  });

  test("is missing on either side", async () => {
    const [late] = await verify("baked", "baked/late.txt");
    expect(late).toMatchObject({ path: "/app/late.txt", hostHash: sha256("late") });
    expect(late).not.toHaveProperty("containerHash");
    const [gone] = await verify("baked", "baked/gone.txt");
    expect(gone).toMatchObject({ containerHash: HELLO.hash });
    expect(gone).not.toHaveProperty("hostHash");
  });

  test("is found behind links, on either side", async () => {
    for (const name of ["baked/linked", "baked/alias", "elsewhere/main"]) {
      const [row] = await verify("baked", `${name}.txt`);
      expect(row).toMatchObject({ hostHash: HELLO.hash, containerHash: HELLO.hash });
    }
  });

  test("empty, of any bytes, of any name, and in a folder", async () => {
    const [odd] = await verify("baked", "baked/ö & ?%41+.txt");
    expect(odd).toMatchObject({ path: "/app/ö & ?%41+.txt", containerHash: sha256("odd") });
    const [empty] = await verify("baked", "baked/empty");
    expect(empty).toMatchObject({ hostHash: sha256(""), containerHash: sha256(""), containerSize: 0 });
    const [binary] = await verify("baked", "baked/data.bin");
    expect(binary).toMatchObject({ containerHash: sha256("\0\u0001") });
    const [deep] = await verify("baked", "baked/a/deep/folder/file.txt");
    expect(deep).toMatchObject({ path: "/app/a/deep/folder/file.txt", containerHash: sha256("deep\n") });
  });

  test("is in a container that does not run, too", async () => {
    expect(stack.stack.services.find(({ name }) => name === "stopped")?.containers[0]?.status).toBe("exited");
    const [row] = await verify("stopped", "baked/main.txt");
    expect(row).toMatchObject({ hostHash: HELLO.hash, containerHash: HELLO.hash, mounted: false });
    const [mounted] = await verify("stopped", "mounted/file.txt");
    expect(mounted).toMatchObject({ path: "/mounted/file.txt", mounted: true });
  });

  test("is what the volume has that hides it", async () => {
    await project.run("exec", `${project.name}-hidden-1`, "sh", "-c", "echo other > /app/main.txt");
    const [row] = await verify("hidden", "baked/main.txt");
    expect(row).toMatchObject({ hostHash: HELLO.hash, containerHash: sha256("other\n"), mounted: false });
    await expect(verify("memory", "baked/changed.txt")).rejects.toThrow("a tmpfs at /app hides");
  });
});

describe("a file that is mounted", () => {
  test("is the same one", async () => {
    await project.write("mounted/file.txt", "two");
    const [row] = await verify("mounted", "mounted/file.txt");
    const hash = sha256("two");
    expect(row).toMatchObject({ path: "/m/file.txt", hostHash: hash, containerHash: hash, mounted: true });
  });

  test("alone is the same while it is written to, and may be another one when it was replaced", async () => {
    await project.write("single.txt", "two");
    const [row] = await verify("mounted", "single.txt");
    expect(row).toMatchObject({ path: "/single.txt", containerHash: sha256("two"), mounted: true });
    const file = path.join(project.folder, "replaced.txt");
    await project.write("new.txt", "two");
    await rename(path.join(project.folder, "new.txt"), file);
    expect(await project.run("exec", `${project.name}-mounted-1`, "cat", "/replaced.txt")).toBe("one");
    await expect(verify("mounted", "replaced.txt")).rejects.toThrow("Restart the service, or mount");
    await rename(path.join(project.folder, "older.txt"), path.join(project.folder, "moved.txt"));
    await expect(verify("mounted", "moved.txt")).rejects.toThrow("Restart the service, or mount");
    await project.run("restart", "--time", "1", `${project.name}-mounted-1`);
    const restarted = await project.run(
      "inspect",
      "--format",
      "{{.State.StartedAt}}",
      `${project.name}-mounted-1`,
    );
    await stack.until(({ services }) =>
      services.some(({ containers }) =>
        containers.some(({ startedAt }) => startedAt === Date.parse(restarted.trim())),
      ),
    );
    expect(await project.run("exec", `${project.name}-mounted-1`, "cat", "/replaced.txt")).toBe("two");
    expect(await verify("mounted", "replaced.txt")).toMatchObject([
      { mounted: true, containerHash: sha256("two") },
    ]);
  });
});

describe("where no file is named", () => {
  test("those that the image may lack are compared", async () => {
    await stack.app.looked();
    const rows = await verify("stopped");
    const names = rows.map(({ file }) => path.relative(path.join(project.folder, "baked"), file));
    // Of one that has gone, only a manifest tells.
    expect(names.filter((name) => name !== "gone.txt").sort()).toEqual(["changed.txt", "late.txt"]);
    expect(rows.filter(({ hostHash, containerHash }) => hostHash === containerHash)).toEqual([]);
  });

  test("the first ones that are copied into the image are compared, where it lacks none", async () => {
    await stack.app.looked();
    const rows = await verify("whole");
    const names = rows.map(({ file }) => path.relative(path.join(project.folder, "whole"), file));
    expect(names).toEqual(["Dockerfile", "a/deep/file.txt", "empty", "removed.txt"]);
    const differing = rows.filter(({ hostHash, containerHash }) => hostHash !== containerHash);
    expect(differing.map(({ file }) => path.basename(file))).toEqual(["removed.txt"]);
  });

  test("none has a place", async () => {
    await expect(verify("staged")).rejects.toThrow("No file of the build context of staged has a place");
    await expect(verify("mounted")).rejects.toThrow("No file of the build context of mounted has a place");
  });
});

describe("what can't be compared is said", () => {
  test.each([
    ["baked", "baked/ignored.txt", "The .dockerignore leaves ignored.txt out"],
    ["staged", "staged/main.rs", "The Dockerfile does not say where the image of staged has main.rs"],
    ["baked", "single.txt", "is neither mounted nor in"],
    ["mounted", "baked/main.txt", "mounted is not built here and does not mount main.txt"],
    ["baked", "baked/a", "is no file"],
    ["never", "baked/main.txt", "never has no container to compare with. Start it first."],
  ])("%s, %s", async (service, file, reason) => {
    await expect(verify(service, file)).rejects.toThrow(reason);
  });
});

describe("a container's copy as text", () => {
  test("by any of its paths", async () => {
    expect(await read("baked", "/app/linked.txt")).toBe("hello, wörld\n");
    expect(await read("baked", "/as-file")).toBe("hello, wörld\n");
    expect(await read("stopped", "/app/main.txt")).toBe("hello, wörld\n");
    expect(await read("baked", "/mebibyte")).toHaveLength(1_048_576);
    expect(await read("baked", "/app/empty")).toBe("");
  });

  test.each([
    ["/app/data.bin", "is no text"],
    ["/large", "larger than 1 MiB"],
    ["/nowhere", "The container has no /nowhere."],
    ["/app/main.txt/below", "The container has no"],
    ["/loop", "The container has no /loop."],
    ["/app", "is no file in the container"],
    ["/pipe", "is no file in the container"],
  ])("%s is none", async (file, reason) => {
    await expect(read("baked", file)).rejects.toThrow(reason);
  });

  test("of a container that is gone", async () => {
    await expect(stack.app.containerFile("0123456789ab", "/x", signal())).rejects.toThrow(
      "No such container",
    );
  });
});
