import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SILENT } from "../../../src/core/base/logger.ts";
import { ProcessRunner } from "../../../src/core/base/process.ts";
import { findProgram } from "../../../src/core/base/which.ts";
import { refusalPlace } from "../../../src/core/compose/problemPlace.ts";
import { type CaseFile, placeCases } from "../../unit/core/compose/placeCases.ts";

/** The recorded files, refused by the Compose of this run: its words may change with a version, the places do not. */
const CASES = await placeCases();

let folder = tmpdir();
let docker: string;
let version: string;
let runner: ProcessRunner;

beforeAll(async () => {
  const found = await findProgram("docker", process.env, process.platform);
  if (found === undefined) throw new Error("There is no docker command on PATH.");
  docker = found;
  runner = new ProcessRunner({ trusted: () => true, env: process.env, logger: SILENT });
  const { stdout } = await run("version", "--short");
  version = /\d+\.\d+/.exec(stdout)?.[0] ?? "";
});

afterAll(async () => {
  runner.dispose();
  await runner.ended();
});

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-place-")));
});

afterEach(() => rm(folder, { recursive: true }));

function run(...args: string[]) {
  return runner.run({
    program: docker,
    args: ["compose", ...args],
    cwd: folder,
    limit: 1_000_000,
  });
}

async function write({ name, text, bom }: CaseFile): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  if (text !== undefined) await writeFile(file, bom ? `\uFEFF${text}` : text);
  return file;
}

describe("files that Compose refuses have the problem where a reader looks for it", () => {
  it.each(CASES)("$title", async ({ files, place, said }) => {
    const written = await Promise.all(files.map(async (file) => ({ ...file, path: await write(file) })));
    const given = written.filter((file) => file.given).map((file) => file.path);
    const { exitCode, stderr } = await run(...given.flatMap((file) => ["--file", file]), "config", "--quiet");
    const recorded = said.find((each) => each.version.startsWith(`${version}.`));
    const recordedHere = ["2.26", "2.40"].includes(version);
    if (recordedHere) expect(exitCode !== 0).toBe(recorded !== undefined);
    if (exitCode === 0) return;
    const [first = ""] = given;
    const known = place && !stderr.startsWith("panic:");
    expect(await refusalPlace(stderr, { files: given, projectDir: path.dirname(first) }), stderr).toEqual(
      known ? { ...place, file: path.join(folder, place.file) } : { file: first, line: 1, column: 1 },
    );
  });
});
