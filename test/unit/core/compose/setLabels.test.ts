import { expect, test } from "vitest";
import { distinctLabels } from "../../../../src/core/compose/setLabels.ts";
import { fileSet } from "./fileSets.ts";

function labels(folders: readonly string[], ...sets: (readonly [string, string, string])[]): string[] {
  const given = sets.map(([label, file, project]) => ({ set: fileSet([file], { label }), project }));
  return [...distinctLabels(given, folders).values()];
}

test("labels of one project are told apart by the folder", () => {
  expect(
    labels(
      ["/s"],
      ["dev", "/s/compose.dev.yml", "p"],
      ["dev", "/s/api/x/c.yml", "p"],
      ["dev", "/s/b/c.yml", "q"],
    ),
  ).toEqual(["dev", "api/x/dev", "dev"]);
});

test("several workspace folders are named", () => {
  expect(labels(["/a", "/b"], ["dev", "/a/c.yml", "p"], ["dev", "/b/api/c.yml", "p"])).toEqual([
    "a/dev",
    "b/api/dev",
  ]);
});

test("labels in one folder are told apart by the file", () => {
  expect(
    labels(["/s"], ["dev", "/s/api/compose.dev.yml", "p"], ["dev", "/s/api/compose-dev.yml", "p"]),
  ).toEqual(["compose.dev.yml/dev", "compose-dev.yml/dev"]);
});

test("labels that differ stay as they are", () => {
  expect(labels(["/s"], ["dev", "/s/a.yml", "p"], ["ci", "/s/b/c.yml", "p"])).toEqual(["dev", "ci"]);
});
