import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { composeFilesIn, isDropped, mayBeFolder } from "../../../../src/host/watch/newFolder.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "devloop-folder-"));
  for (const file of [
    "deploy/docker-compose.dev.yml",
    "deploy/prod/compose.yaml",
    "deploy/node_modules/compose.yaml",
    "deploy/other.yml",
    "target/app/deploy/compose.yaml",
  ]) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), "");
  }
});
afterAll(() => rm(root, { recursive: true }));

test("a new folder is looked into, whatever events it came with", async () => {
  const files = (await composeFilesIn(path.join(root, "deploy"))).map((file) => path.relative(root, file));
  expect(files.sort()).toEqual([
    path.join("deploy", "docker-compose.dev.yml"),
    path.join("deploy", "prod", "compose.yaml"),
  ]);
});

test("a workspace may itself lie in a folder with a build tool's name", async () => {
  const app = path.join(root, "target", "app");
  expect(await composeFilesIn(app)).toEqual([path.join(app, "deploy", "compose.yaml")]);
});

test("what is a file, or gone already, has none in it", async () => {
  expect(await composeFilesIn(path.join(root, "deploy", "other.yml"))).toEqual([]);
  expect(await composeFilesIn(path.join(root, "gone"))).toEqual([]);
});

test("what build tools write is not looked at", () => {
  expect(isDropped("backend/target")).toBe(true);
  expect(isDropped("node_modules/x/.env")).toBe(true);
  expect(isDropped("ui/node_modules/x/compose.yaml")).toBe(true);
  expect(isDropped(".git\\index")).toBe(true);
  expect(isDropped("targets/compose.yaml")).toBe(false);
});

test("what has an extension is taken for a file", () => {
  expect(mayBeFolder("/w/src/main.rs")).toBe(false);
  expect(mayBeFolder("/w/deploy")).toBe(true);
});
