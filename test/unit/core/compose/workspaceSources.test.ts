import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { ProcessRunner } from "../../../../src/core/base/process.ts";
import { DockerCli } from "../../../../src/core/compose/dockerCli.ts";
import { workspaceSources } from "../../../../src/core/compose/workspaceSources.ts";

let root: string;
let warnings: string[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "devloop-sources-"));
  warnings = [];
  for (const folder of ["a", "b/deep"]) {
    await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, folder, "compose.yaml"), "");
  }
});

afterEach(() => rm(root, { recursive: true }));

function sources() {
  const logger = { ...SILENT, warn: (text: string) => void warnings.push(text) };
  const runner = new ProcessRunner({ trusted: () => false, env: {}, logger });
  const cli = new DockerCli(() => Promise.resolve(undefined));
  return workspaceSources({ runner, cli, env: {}, homeDir: "/", logger });
}

/** The sets' files from the root. */
async function find(made: ReturnType<typeof sources>, stacks: Record<string, unknown>, names = ["."]) {
  const found = await made.find({
    folders: names.map((name) => path.join(root, name)),
    stacks: Object.entries(stacks).map(([name, value]) => ({ folder: path.join(root, name), value })),
    chosenProfiles: {},
  });
  return found.map(
    ({ origin, files }) => `${origin} ${files.map((file) => path.relative(root, file)).join("+")}`,
  );
}

describe("sets are", () => {
  test("what the setting lists, in its folder, and what is found, in the others", async () => {
    const stacks = { "b/deep": [{ files: ["other.yml"] }] };
    expect(await find(sources(), stacks, ["a", "b/deep"])).toEqual([
      "setting b/deep/other.yml",
      "found a/compose.yaml",
    ]);
    expect(await find(sources(), stacks, [".", "b/deep"])).toEqual([
      "setting b/deep/other.yml",
      "found a/compose.yaml",
    ]);
  });

  test("what is found, where the setting lists nothing that can be used, or is another folder's", async () => {
    const all = ["found a/compose.yaml", "found b/deep/compose.yaml"];
    expect(await find(sources(), { ".": [] })).toEqual(all);
    expect(await find(sources(), { ".": "compose.yaml" })).toEqual(all);
    expect(await find(sources(), { a: [{ files: ["x.yml"] }] })).toEqual(all);
  });
});

test("what is wrong is said once, until it was right", async () => {
  const made = sources();
  const wrong = { ".": [{ files: [] }] };
  await find(made, wrong);
  await find(made, wrong);
  expect(warnings).toHaveLength(1);
  await find(made, {});
  await find(made, wrong);
  expect(warnings).toHaveLength(2);
});

test("without the docker command nothing is asked", async () => {
  const made = sources();
  const [set] = await made.find({ folders: [root], stacks: [], chosenProfiles: {} });
  if (set === undefined) throw new Error("There is no set.");
  const { result } = await made.read(set, () => undefined, new AbortController().signal);
  expect(result).toEqual({ kind: "unasked" });
});
