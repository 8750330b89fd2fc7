import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recentRefs } from "../../../../../src/core/build/found/recentRefs.ts";

const NOW = 100 * 86_400;
let folder: string;
let refs: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "devloop-recent-"));
  refs = path.join(folder, "refs");
  mkdirSync(path.join(folder, "instances"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function note(
  id: string,
  age: number,
  text = '{"Target":"api","LocalPath":"/api","DockerfilePath":""}',
): void {
  const file = path.join(refs, ...id.split("/"));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, NOW - age, NOW - age);
}

const ids = async () => (await recentRefs(refs, NOW * 1_000)).map(({ id }) => id);

test("what was built lately, the newest first, on whichever builder", async () => {
  note("default/default/two", 20);
  note("default/default/old", 8 * 86_400);
  note("far/far0/three", 30);
  note("far/far1/one", 10);
  note("__group__/default/group", 1);
  note("default/default/.tmp-four", 1);
  note("default/default/half", 1, "{");
  note("version", 1);
  expect(await ids()).toEqual(["far/far1/one", "default/default/two", "far/far0/three"]);
});

test("not on a builder that would be started by asking", async () => {
  for (const builder of ["default", "far", "contained", "broken"]) note(`${builder}/node/one`, 1);
  writeFileSync(path.join(folder, "instances", "far"), '{"Name":"far","Driver":"remote","Nodes":[]}');
  writeFileSync(path.join(folder, "instances", "contained"), '{"Driver":"docker-container"}');
  writeFileSync(path.join(folder, "instances", "broken"), "{");
  expect((await ids()).toSorted()).toEqual(["default/node/one", "far/node/one"]);
});

test("the last ones of many", async () => {
  for (let age = 1; age <= 600; age++) note(`default/default/b${age}`, age);
  const found = await ids();
  expect(found).toHaveLength(500);
  expect(found.at(-1)).toBe("default/default/b500");
});

test("nothing, where there is no such folder", async () => {
  expect(await ids()).toEqual([]);
});
