import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ComposeFileSet, ReadResult } from "../../../../src/core/compose/model.ts";
import { SetReader } from "../../../../src/core/compose/setReader.ts";
import { fileSet } from "./fileSets.ts";

const GOOD: ReadResult = { kind: "ok", model: { project: "shop", services: [], profiles: [] } };
const BAD: ReadResult = { kind: "broken", problem: "no" };

let root: string;
let asked: { files: string; mayHaveProfiles: boolean }[];
let answer: (set: ComposeFileSet) => ReadResult;
let chosen: Record<string, readonly string[]>;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "devloop-reader-"));
  asked = [];
  answer = () => GOOD;
  chosen = {};
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<string> {
  const target = path.join(root, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return target;
}

function reader(env = {}) {
  const made = new SetReader(async (set, { mayHaveProfiles, chosen: choiceOf }) => {
    // As Compose's answer names it.
    if (mayHaveProfiles) choiceOf("shop");
    asked.push({ files: set.files.map((file) => path.relative(root, file)).join("+"), mayHaveProfiles });
    return answer(set);
  }, env);
  const read = (set: ComposeFileSet) =>
    made.read(set, (project) => chosen[project], new AbortController().signal);
  return { made, read };
}

describe("a set is asked about again", () => {
  it("only where what is in its files changed, whatever their times say", async () => {
    const file = await write("compose.yaml", "services: {}");
    const { read } = reader();
    await read(fileSet([file]));
    await utimes(file, 1, 1);
    await read(fileSet([file]));
    expect(asked).toHaveLength(1);
    await write("compose.yaml", "services:  {}");
    await read(fileSet([file]));
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["services:\n  a: { env_file: web.env }", "web.env"],
    ["services:\n  a: { env_file: [{ path: deep/web.env, required: false }] }", "deep/web.env"],
    ["services:\n  a:\n    label_file:\n      - web.labels\n", "web.labels"],
    ["services:\n  a:\n    extends: { file: base/a.yml, service: a }", "base/a.yml"],
    ["include:\r\n  - db/compose.yml\r\n", "db/compose.yml"],
    ["\uFEFFinclude: [{ path: [db/compose.yml, db/more.yml] }]", "db/more.yml"],
    ["include: [db/compose.yml]", "db/.env"],
    ["include: [{ path: db/compose.yml, project_directory: x }]", "x/.env"],
    ["include: [{ path: db/compose.yml, env_file: db.env }]", "db.env"],
    ["x-a: &a { env_file: web.env }\nservices:\n  a: { <<: *a }", "web.env"],
    ["services: {}", ".env"],
  ])("where a file appears, changes or goes that %j brings in", async (text, name) => {
    const file = await write("compose.yaml", text);
    const { read } = reader();
    await read(fileSet([file]));
    const there = await write(name, "A=1");
    await read(fileSet([file]));
    await write(name, "A=2");
    const { inputs } = await read(fileSet([file]));
    expect(inputs).toContain(there);
    await read(fileSet([file]));
    await rm(there);
    await read(fileSet([file]));
    expect(asked).toHaveLength(4);
  });

  it("where something is brought in by what is brought in, from its own folder", async () => {
    const file = await write("compose.yaml", "include: [db/compose.yml]");
    await write("db/compose.yml", "services:\n  db: { extends: { file: base.yml, service: db } }");
    await write("db/base.yml", "services:\n  db: { env_file: db.env }");
    const { inputs } = await reader().read(fileSet([file]));
    expect(inputs.map((each) => path.relative(root, each)).sort()).toEqual([
      ".env",
      "db/.env",
      "db/base.yml",
      "db/compose.yml",
      "db/db.env",
    ]);
  });

  it("not for ever where files bring in each other", async () => {
    const file = await write("compose.yaml", "include: [compose.yaml, other.yml]");
    await write("other.yml", "include: [compose.yaml]");
    const { inputs } = await reader().read(fileSet([file]));
    expect(inputs.map((each) => path.relative(root, each)).sort()).toEqual([".env", "other.yml"]);
  });

  it("where the files of variables change that were named", async () => {
    const file = await write("compose.yaml", "services: {}");
    const named = await write("a.env", "A=1");
    const { read } = reader({ COMPOSE_ENV_FILES: "b.env" });
    const { inputs } = await read(fileSet([file], { envFiles: [named] }));
    expect(inputs).toEqual([named]);
    expect((await read(fileSet([file]))).inputs).toEqual([path.join(root, "b.env")]);
  });

  it("where the user chose other profiles for its project, or told Compose something else", async () => {
    const set = fileSet([await write("compose.yaml", "profiles")]);
    const { read } = reader();
    await read(set);
    chosen = { other: ["x"] };
    await read(set);
    expect(asked).toHaveLength(1);
    chosen = { shop: ["x"] };
    await read(set);
    await read({ ...set, envFiles: ["/x.env"] });
    expect(asked).toHaveLength(3);
  });

  it("where the profiles were chosen otherwise with which Compose refused it", async () => {
    const set = fileSet([await write("compose.yaml", "profiles")]);
    const { read } = reader();
    answer = () => (chosen["shop"]?.length === 1 ? BAD : GOOD);
    chosen = { shop: ["x"] };
    expect(await read(set)).toMatchObject({ result: BAD });
    expect(await read(set)).toMatchObject({ result: BAD });
    expect(asked).toHaveLength(1);
    chosen = { shop: ["x", "y"] };
    expect(await read(set)).toMatchObject({ result: GOOD });
    chosen = { shop: ["x"] };
    await read(set);
    chosen = {};
    expect(await read(set)).toMatchObject({ result: GOOD });
  });

  it("not where it has another label alone, which it then has", async () => {
    const set = fileSet([await write("compose.yaml", "")]);
    const { read } = reader();
    await read(set);
    expect((await read({ ...set, label: "dev" })).set.label).toBe("dev");
    expect(asked).toHaveLength(1);
  });

  it("where there was no answer, and where all is to be forgotten", async () => {
    const set = fileSet([await write("compose.yaml", "")]);
    const { made, read } = reader();
    answer = () => ({ kind: "unasked" });
    await read(set);
    answer = () => ({ kind: "broken", problem: "took too long", passing: true });
    await read(set);
    answer = () => BAD;
    await read(set);
    await read(set);
    expect(asked).toHaveLength(3);
    made.forget();
    await read(set);
    expect(asked).toHaveLength(4);
  });

  it("where a large file has another size", async () => {
    const file = await write("compose.yaml", "x".repeat(3_000_000));
    const { read } = reader();
    await read(fileSet([file]));
    await read(fileSet([file]));
    expect(asked).toEqual([{ files: "compose.yaml", mayHaveProfiles: true }]);
    await write("compose.yaml", "x".repeat(3_000_001));
    await read(fileSet([file]));
    expect(asked).toHaveLength(2);
  });
});

describe("profiles are asked for", () => {
  it.each([
    ["services: {}", false],
    ["services:\n  a: { profiles: [x] }", true],
    ["include: [db.yml]", true],
    ["include: [other.yml]", false],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own syntax
    ["include: ['${WHERE}/a.yml']", true],
    ["include: ['https://example.test/a.git']", true],
    ["include: [gone.yml]", true],
    ["services: { a: { extends: a } }", false],
  ])("where a file may mention some: %j", async (text, expected) => {
    await write("db.yml", "services: { db: { profiles: [x] } }");
    await write("other.yml", "services: { db: {} }");
    await reader().read(fileSet([await write("compose.yaml", text)]));
    expect(asked).toEqual([{ files: "compose.yaml", mayHaveProfiles: expected }]);
  });
});

describe("a set with two readings", () => {
  async function variant() {
    const base = await write("compose.yaml", "");
    const dev = await write("compose.dev.yaml", "");
    return fileSet([dev], { label: "dev", otherwise: [base, dev] });
  }

  it("is taken in the second one where Compose refuses the first", async () => {
    const set = await variant();
    const { read } = reader();
    answer = ({ files }) => (files.length === 1 ? BAD : GOOD);
    const { set: taken, result } = await read(set);
    expect(result).toBe(GOOD);
    expect(taken).toMatchObject({ id: set.otherwise?.join("\n"), files: set.otherwise, label: "dev" });
    expect(await read(set)).toMatchObject({ set: { files: set.otherwise } });
    expect(asked.map(({ files }) => files)).toEqual(["compose.dev.yaml", "compose.yaml+compose.dev.yaml"]);
  });

  it("is broken in the first one where Compose refuses both", async () => {
    const set = await variant();
    answer = () => BAD;
    expect(await reader().read(set)).toMatchObject({ set, result: BAD });
    expect(asked).toHaveLength(2);
  });

  it("stays in the second one while Compose refuses both", async () => {
    const set = await variant();
    const { read } = reader();
    answer = ({ files }) => (files.length === 1 ? BAD : GOOD);
    await read(set);
    answer = () => BAD;
    for (const text of ["half", "half writ"]) {
      await write("compose.dev.yaml", text);
      expect(await read(set)).toMatchObject({ set: { files: set.otherwise }, result: BAD });
    }
  });

  it("is not tried again where Compose takes the first", async () => {
    expect(await reader().read(await variant())).toMatchObject({ result: GOOD });
    expect(asked).toHaveLength(1);
  });
});
