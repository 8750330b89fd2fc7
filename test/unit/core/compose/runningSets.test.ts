import { describe, expect, test } from "vitest";
import type { RunningList } from "../../../../src/core/compose/runningFiles.ts";
import { asTheyRan, runningSets } from "../../../../src/core/compose/runningSets.ts";
import { fileSet } from "./fileSets.ts";

const BASE = "/shop/docker/compose.yaml";
const DEV = "/shop/docker/compose.dev.yaml";

function list(files: readonly string[], more: Partial<RunningList> = {}): RunningList {
  return { project: "docker", files, projectDir: "/shop/docker", envFiles: [], ...more };
}

describe("found sets", () => {
  const variant = fileSet([DEV], { label: "dev", otherwise: [BASE, DEV] });

  test("take the reading that they were run in", () => {
    const { otherwise: _, ...alone } = variant;
    expect(asTheyRan([variant], [])).toEqual([variant]);
    expect(asTheyRan([variant], [list([DEV])])).toEqual([alone]);
    expect(asTheyRan([variant], [list([BASE, DEV])])).toEqual([
      { ...alone, id: `${BASE}\n${DEV}`, files: [BASE, DEV] },
    ]);
  });

  test("take the project folder and the files of variables that they were run with", () => {
    const run = list([BASE], { projectDir: "/shop", envFiles: ["/shop/.env"] });
    expect(asTheyRan([fileSet([BASE])], [run])).toMatchObject([
      { files: [BASE], projectDir: "/shop", envFiles: ["/shop/.env"] },
    ]);
  });

  test("are as the user set them, however they were run", () => {
    const set = fileSet([BASE], { origin: "setting" });
    expect(asTheyRan([set], [list([BASE], { projectDir: "/shop" })])).toEqual([set]);
  });
});

describe("what runs from other files", () => {
  const known = (project: string | undefined) => [{ set: fileSet([BASE], { label: "production" }), project }];

  test("is a set of its own, called by the variants", () => {
    const local = "/shop/docker/compose.local.yaml";
    const run = list([BASE, DEV, local], { envFiles: ["/shop/.env"], projectDir: "/shop" });
    expect(runningSets([run], known("docker"))).toEqual([
      {
        id: [BASE, DEV, local].join("\n"),
        label: "dev + local",
        files: [BASE, DEV, local],
        projectDir: "/shop",
        runDir: "/shop",
        origin: "labels",
        project: "docker",
        envFiles: ["/shop/.env"],
        commands: {},
      },
    ]);
  });

  test("is none where a known set stands for it, or may do so", () => {
    expect(runningSets([list([BASE])], known("docker"))).toEqual([]);
    expect(runningSets([list([BASE])], known(undefined))).toEqual([]);
  });

  test("is another set where the files run as another project", () => {
    expect(runningSets([list([BASE], { project: "feature" })], known("docker"))).toMatchObject([
      { id: `${BASE}\nfeature`, label: "production", files: [BASE], project: "feature", origin: "labels" },
    ]);
  });

  test("is one set however it was started", () => {
    const runs = [list([DEV]), list([DEV], { envFiles: ["/shop/.env"] })];
    expect(runningSets(runs, [])).toHaveLength(1);
  });
});
