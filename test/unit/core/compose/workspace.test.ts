import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import type { ComposeFileSet, ReadResult } from "../../../../src/core/compose/model.ts";
import type { RunningList } from "../../../../src/core/compose/runningFiles.ts";
import type { ConfiguredSet } from "../../../../src/core/compose/stackSettings.ts";
import { ComposeWorkspace, type WorkspaceQuery } from "../../../../src/core/compose/workspace.ts";
import { fileSet } from "./fileSets.ts";

const set = fileSet(["/shop/compose.yml"]);
const query: WorkspaceQuery = { folders: ["/shop"], stacks: [], chosenProfiles: {} };
const bad: ReadResult = { kind: "broken", problem: "yaml: line 3" };

function good(project = "shop"): ReadResult {
  return { kind: "ok", model: { project, services: [], profiles: [] } };
}

/** A workspace in which Compose gives these answers, the last one for ever. */
function workspace(...answers: ReadResult[]) {
  const asked = { find: 0, read: 0 };
  const made = new ComposeWorkspace(
    {
      find: async () => {
        asked.find++;
        return [set];
      },
      read: async (given) => ({
        set: given,
        result: answers[Math.min(asked.read++, answers.length - 1)] ?? { kind: "unasked" },
        inputs: [],
      }),
      forget() {},
    },
    SILENT,
  );
  return { made, asked };
}

describe("the workspace's compose files", () => {
  test("are told with what Compose said", async () => {
    const { made } = workspace(good());
    await made.scan(query);
    expect(made.sets).toEqual([{ ...set, model: { project: "shop", services: [], profiles: [] } }]);
  });

  test("keep their last good model when they break, and lose the problem when mended", async () => {
    const { made } = workspace(good(), bad, good());
    await made.scan(query);
    await made.scan();
    expect(made.sets[0]).toMatchObject({ model: { project: "shop" }, problem: "yaml: line 3" });
    await made.scan();
    expect(made.sets[0]).not.toHaveProperty("problem");
  });

  test("are known without a model where Compose could not be asked", async () => {
    const { made } = workspace({ kind: "unasked" });
    await made.scan(query);
    expect(made.sets).toEqual([set]);
  });

  test("are looked at again when one of them changes, or what they interpolate, and not else", async () => {
    const { made, asked } = workspace(good());
    await made.scan(query);
    await made.filesChanged(["/shop/src/main.rs"]);
    expect(asked.find).toBe(1);
    await made.filesChanged(["/shop/compose.yml"]);
    await made.filesChanged(["/shop/.env"]);
    await made.filesChanged(["/shop/docker/docker-compose.new.yaml"]);
    expect(asked.find).toBe(4);
  });

  test("are looked at again when something changes that they are made from", async () => {
    let reads = 0;
    const made = new ComposeWorkspace(
      {
        find: async () => [set],
        read: async (given) => {
          reads++;
          return { set: given, result: good(), inputs: ["/shop/parts/db.yml", "/shop/web.env"] };
        },
        forget() {},
      },
      SILENT,
    );
    await made.scan(query);
    expect(made.sets[0]?.inputs).toEqual(["/shop/parts/db.yml", "/shop/web.env"]);
    await made.filesChanged(["/shop/parts/db.yml"]);
    await made.filesChanged(["/shop/web.env"]);
    await made.filesChanged(["/shop/other.env"]);
    expect(reads).toBe(3);
  });

  test("that change during a scan are read once more, however many changes there are", async () => {
    const { made, asked } = workspace(good());
    await Promise.all([made.scan(query), made.scan(), made.scan(), made.scan()]);
    expect(asked.find).toBe(2);
  });

  test("stay as they were when looking for them fails", async () => {
    let fail = false;
    const errors: string[] = [];
    const made = new ComposeWorkspace(
      {
        find: async () => (fail ? Promise.reject(new Error("EIO")) : [set]),
        read: async (given) => ({ set: given, result: good(), inputs: [] }),
        forget() {},
      },
      { ...SILENT, error: (text) => errors.push(text) },
    );
    await made.scan(query);
    fail = true;
    await made.scan();
    expect(made.sets).toHaveLength(1);
    expect(errors.join()).toContain("EIO");
  });

  test("that the user set wrongly are told with what is wrong, before what Compose says", async () => {
    const wrong: ConfiguredSet = { ...set, origin: "setting", problem: '"profiles" has to be a list.' };
    for (const result of [good(), bad]) {
      const made = new ComposeWorkspace(
        {
          find: async () => [wrong],
          read: async (given) => ({ set: given, result, inputs: [] }),
          forget() {},
        },
        SILENT,
      );
      await made.scan(query);
      expect(made.sets).toMatchObject([{ ...wrong, misunderstood: true }]);
    }
  });

  test("are told apart by the folder where their labels are the same", async () => {
    const made = new ComposeWorkspace(
      {
        find: async () => [set, fileSet(["/shop/api/compose.yml"]), fileSet(["/shop/ui/compose.yml"])],
        read: async (given) => ({
          set: given,
          result: good(given.projectDir === "/shop/ui" ? "ui" : "shop"),
          inputs: [],
        }),
        forget() {},
      },
      SILENT,
    );
    await made.scan(query);
    expect(made.sets.map(({ label }) => label)).toEqual(["default", "api/default", "default"]);
  });

  test("are one set where Compose takes one in the reading that another one is", async () => {
    const [base, both] = [["/shop/a.yml"], ["/shop/a.yml", "/shop/b.yml"]];
    const made = new ComposeWorkspace(
      {
        find: async () => [fileSet(both), fileSet(base)],
        read: async () => ({ set: fileSet(both), result: good(), inputs: [] }),
        forget() {},
      },
      SILENT,
    );
    await made.scan(query);
    expect(made.sets.map(({ files }) => files)).toEqual([both]);
  });
});

describe("files that something runs from", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "devloop-workspace-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function started(names: readonly string[] = ["compose.yaml"]) {
    const files = names.map((name) => path.join(folder, name));
    for (const file of files) await writeFile(file, "");
    const read: ComposeFileSet[] = [];
    const made = new ComposeWorkspace(
      {
        find: async () => [fileSet(files)],
        read: async (given) => {
          read.push(given);
          return { set: given, result: good(given.project), inputs: [] };
        },
        forget() {},
      },
      SILENT,
    );
    await made.scan({ ...query, folders: [folder] });
    read.length = 0;
    const list = (names: readonly string[], more: Partial<RunningList> = {}): RunningList => ({
      project: "shop",
      files: names.map((name) => path.join(folder, name)),
      projectDir: folder,
      envFiles: [],
      ...more,
    });
    return { made, read, list };
  }

  test("are a set as long as something runs from them", async () => {
    const { made, list } = await started();
    await writeFile(path.join(folder, "stack.dev.yml"), "");
    await made.setRunning([list(["compose.yaml"]), list(["compose.yaml", "stack.dev.yml"])]);
    expect(made.sets.map(({ origin, label }) => ({ origin, label }))).toEqual([
      { origin: "found", label: "default" },
      { origin: "labels", label: "compose.yaml + stack.dev.yml" },
    ]);
    await made.setRunning([list(["compose.yaml"])]);
    expect(made.sets.map(({ origin }) => origin)).toEqual(["found"]);
  });

  test("stand for the standard files where an override file came to them since", async () => {
    const base = path.join(folder, "compose.yaml");
    const override = path.join(folder, "compose.override.yaml");
    await writeFile(base, "");
    await writeFile(override, "");
    let files = [base];
    const made = new ComposeWorkspace(
      {
        find: async () => [fileSet(files)],
        read: async (set) => ({ set, result: good(), inputs: [] }),
        forget() {},
      },
      SILENT,
    );
    const list = { project: "shop", files: [base], projectDir: folder, envFiles: [] };
    await made.scan({ ...query, folders: [folder] });
    await made.setRunning([list]);
    files = [base, override];
    await made.scan();
    expect(made.sets.map((set) => set.files)).toEqual([[base, override]]);
  });

  test("are a set beside the standard files where the override file was there before", async () => {
    const { made, list } = await started(["compose.yaml", "compose.override.yaml"]);
    await made.setRunning([list(["compose.yaml"])]);
    expect(made.sets.map(({ label }) => label)).toEqual(["default", "without override"]);
  });

  test("change nothing where they lie elsewhere or are not on this machine", async () => {
    const { made, read, list } = await started();
    await made.setRunning([list([], { files: ["/elsewhere/compose.yaml"], projectDir: "/elsewhere" })]);
    expect(read).toEqual([]);
    await made.setRunning([list(["gone.yml"])]);
    expect(made.sets).toHaveLength(1);
  });

  test("are read as they were run, and so from then on", async () => {
    const { made, list } = await started();
    const envFile = path.join(folder, "dev.env");
    await writeFile(envFile, "");
    const gone = path.join(folder, "gone.env");
    await made.setRunning([list(["compose.yaml"], { envFiles: [envFile, gone] })]);
    expect(made.sets).toMatchObject([{ origin: "found", envFiles: [envFile] }]);
    await made.setRunning([]);
    expect(made.sets).toMatchObject([{ origin: "found", envFiles: [envFile] }]);
  });

  test("are read as they were run, however many there are", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `compose.${index}.yaml`);
    const { list } = await started(names);
    const made = new ComposeWorkspace(
      {
        find: async () => names.map((name) => fileSet([path.join(folder, name)])),
        read: async (given) => ({ set: given, result: good(), inputs: [] }),
        forget() {},
      },
      SILENT,
    );
    await made.scan({ ...query, folders: [folder] });
    const envFile = path.join(folder, "dev.env");
    await writeFile(envFile, "");
    await made.setRunning(names.map((name) => list([name], { envFiles: [envFile] })));
    expect(made.sets.filter(({ envFiles }) => envFiles.length === 0)).toEqual([]);
  });

  test("are twenty sets at most where nothing else tells of them", async () => {
    const { made, list } = await started();
    const names = Array.from({ length: 30 }, (_, index) => `stack.${index}.yml`);
    for (const name of names) await writeFile(path.join(folder, name), "");
    await made.setRunning(names.map((name) => list([name])));
    expect(made.sets.filter(({ origin }) => origin === "labels")).toHaveLength(20);
  });

  test("are a set of their own where they run as another project", async () => {
    const { made, list } = await started();
    await made.setRunning([list(["compose.yaml"], { project: "feature" })]);
    expect(made.sets.map(({ model, label }) => ({ project: model?.project, label }))).toEqual([
      { project: "shop", label: "default" },
      { project: "feature", label: "default" },
    ]);
  });
});
