import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENT } from "../../../src/core/base/logger.ts";
import { decodeInspect } from "../../../src/core/engine/decode.ts";
import { decodeImageTime } from "../../../src/core/engine/decodeAnswers.ts";
import { SourceWatch } from "../../../src/core/reload/files/sourceWatch.ts";
import { ensureSampleImages } from "../../../tools/engine/images.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { cargoWatch } from "../../unit/core/reload/files/project.ts";
import { shellImage } from "../support/composeProject.ts";
import { docker } from "../support/docker.ts";

let folder: string;
let image: string;
const made: string[] = [];

beforeAll(async () => {
  image = await shellImage();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-test-files-")));
});

afterAll(async () => {
  if (made.length > 0) await docker(["rm", "--force", "--volumes", ...made]);
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text = ""): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function run(...args: string[]): Promise<string> {
  const name = `devloop-test-${randomBytes(4).toString("hex")}`;
  made.push(name);
  return await docker(["run", "--detach", "--name", name, "--network", "none", ...args]);
}

test("an engine tells every kind of mount, and what lies where is found by it", async () => {
  await write("app/src/main.rs");
  await write("app/data/x.rs");
  await write("lib/src/lib.rs");
  for (const name of ["app/lib", "app/tmp", "app/anonymous"])
    await mkdir(path.join(folder, name), { recursive: true });
  const named = `devloop-test-${randomBytes(4).toString("hex")}`;
  const id = await run(
    ...["--volume", `${folder}/app:/app`, "--volume", `${folder}/lib:/app/lib:ro`],
    ...["--volume", `${named}:/app/data`, "--volume", "/app/anonymous"],
    ...["--tmpfs", "/app/tmp", "--mount", "type=tmpfs,target=/app/tmp2"],
    ...["--volume", `${folder}/app/src/main.rs:/one.rs`, "--workdir", "/app", "--tty"],
    ...["--entrypoint", "idle", image, "cargo", "watch"],
  );
  try {
    const decoded = decodeInspect(JSON.parse(await docker(["inspect", id]))[0]);
    if (decoded === "undecodable" || decoded.setup === undefined) throw new Error("It could not be read.");
    const { setup } = decoded;
    expect(setup).toMatchObject({
      command: ["idle", "cargo", "watch"],
      workingDir: "/app",
      tty: true,
      logDriver: await docker(["info", "--format", "{{.LoggingDriver}}"]),
    });
    const byTarget = setup.mounts.toSorted((left, right) => (left.target < right.target ? -1 : 1));
    expect(byTarget).toEqual([
      { kind: "bind", source: `${folder}/app`, target: "/app", readOnly: false },
      {
        kind: "volume",
        source: expect.stringMatching(/^[0-9a-f]{64}$/),
        target: "/app/anonymous",
        readOnly: false,
      },
      { kind: "volume", source: named, target: "/app/data", readOnly: false },
      { kind: "bind", source: `${folder}/lib`, target: "/app/lib", readOnly: true },
      { kind: "tmpfs", source: "", target: "/app/tmp", readOnly: false },
      { kind: "tmpfs", source: "", target: "/app/tmp2", readOnly: false },
      { kind: "bind", source: `${folder}/app/src/main.rs`, target: "/one.rs", readOnly: false },
    ]);

    const watch = new SourceWatch({
      stateDir: path.join(folder, "state"),
      logger: SILENT,
      now: () => Date.now(),
      isLocal: () => true,
    });
    const query = { container: decoded, tool: cargoWatch(), service: undefined, watchOn: false };
    const look = () => watch.look(query, new AbortController().signal);
    expect(await look()).toEqual({});
    // Both are hidden in the container by what is mounted over them.
    const hidden = [await write("app/data/x.rs", "new"), await write("app/lib/y.rs")];
    expect(watch.changed(hidden).size).toBe(1);
    expect(await look()).toEqual({});
    const file = await write("lib/src/lib.rs", "new");
    watch.changed([file]);
    const { change } = await look();
    expect(change).toMatchObject({ file, certain: true });
    expect(change?.at).toBe(Math.floor((await stat(file)).mtimeMs));
  } finally {
    await docker(["rm", "--force", "--volumes", id]);
    await docker(["volume", "rm", named]);
  }
});

test("a read-only bind mount carries file events", async () => {
  const images = await ensureSampleImages({
    engine: { env: {} },
    progress: createProgress("images"),
    env: process.env,
  });
  await write("readonly/a.ts", "1");
  // It says so itself, each time: with a watch that is not there yet nothing would be told.
  const script =
    'require("fs").watch("/code", (_, name) => console.log("event", name)); console.log("ready"); setInterval(() => {}, 1000);';
  const id = await run(
    ...["--volume", `${folder}/readonly:/code:ro`, "--init", "--entrypoint", "bun"],
    ...[images.env["BUN_IMAGE"] ?? "oven/bun:1", "-e", script],
  );
  const logged = () => docker(["logs", id]);
  await expect.poll(logged, { timeout: 20_000 }).toContain("ready");
  await write("readonly/a.ts", "2");
  await expect.poll(logged, { timeout: 20_000 }).toContain("event a.ts");
  // As editors save.
  await write("readonly/b.tmp", "3");
  await rename(path.join(folder, "readonly/b.tmp"), path.join(folder, "readonly/b.ts"));
  await expect.poll(logged, { timeout: 20_000 }).toContain("event b.ts");
});

test("a build that finds all in its cache tells its time by the image's name", async () => {
  const name = `devloop-test-${randomBytes(4).toString("hex")}`;
  const build = async (comment: string) => {
    await write("image/Dockerfile", `FROM ${image}\nCOPY x /x\n# ${comment}\n`);
    await docker(["build", "--quiet", "--tag", name, path.join(folder, "image")]);
    const [about] = JSON.parse(await docker(["image", "inspect", name]));
    return { id: about.Id, created: Date.parse(about.Created), built: decodeImageTime(about) ?? 0 };
  };
  await write("image/x");
  try {
    const first = await build("one");
    const again = await build("two");
    expect(again).toMatchObject({ id: first.id, created: first.created });
    expect(again.built).toBeGreaterThan(first.built);
    expect(again.built).toBeGreaterThan((await stat(path.join(folder, "image/Dockerfile"))).mtimeMs - 1);
  } finally {
    await docker(["image", "rm", "--force", name]);
  }
});
