import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import { Baseline } from "../../../../../src/core/reload/files/baseline.ts";

let root: string;
let file: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "devloop-baseline-"));
  file = path.join(root, "bun.lock");
  writeFileSync(file, "1");
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const open = (key = "run a 1") => Baseline.open(root, key, SILENT);
const after = (name: string) => Math.ceil(statSync(name).ctimeMs) + 1;

test("what was in a file is known to whoever comes later", async () => {
  const first = await open();
  await first.record(file, after(file));
  await first.save(Date.now());
  writeFileSync(file, "2");
  const later = await open();
  expect(await later.isSame(file)).toBe(false);
  writeFileSync(file, "1");
  expect(await later.isSame(file)).toBe(true);
  expect(await (await open("run a 2")).isSame(file)).toBe(false);
});

test("long paths are known to whoever comes later, too", async () => {
  const first = await open();
  await first.record(file, after(file));
  const mark = { at: 1, written: true, gone: true };
  const names = Array.from({ length: 2_000 }, (_, index) => path.join(root, "a".repeat(600), `${index}`));
  first.mark(new Map(names.map((name) => [name, mark])));
  await first.save(Date.now());
  const later = await open();
  expect(await later.isSame(file)).toBe(true);
  expect(later.marks.size).toBe(2_000);
});

test("what was changed since is not taken for what was in it", async () => {
  const baseline = await open();
  await baseline.record(file, Math.floor(statSync(file).ctimeMs) - 1);
  expect(baseline.has(file)).toBe(false);
});

test("two that write at the same time keep what each has found", async () => {
  const other = path.join(root, "Dockerfile");
  writeFileSync(other, "1");
  const [one, two] = [await open(), await open()];
  await one.record(file, after(file));
  await two.record(other, after(other));
  await one.save(Date.now());
  await two.save(Date.now());
  const both = await open();
  expect([both.has(file), both.has(other)]).toEqual([true, true]);
});

test("a broken file counts as nothing, and is written anew", async () => {
  const first = await open();
  await first.record(file, after(file));
  await first.save(Date.now());
  const [name = ""] = readdirSync(path.join(root, "files"));
  for (const text of ["", "{", '{"version":2}', '{"version":1,"hashes":[],"marks":{}}']) {
    writeFileSync(path.join(root, "files", name), text);
    const broken = await open();
    expect(broken.has(file)).toBe(false);
    await broken.record(file, after(file));
    await broken.save(Date.now());
    expect((await open()).has(file)).toBe(true);
  }
});

test("so many are kept, and what a killed window left behind is taken away", async () => {
  const folder = path.join(root, "files");
  const first = await open();
  await first.record(file, after(file));
  await first.save(Date.now());
  for (let index = 0; index < 250; index++) {
    writeFileSync(path.join(folder, `${index}.json`), "{}");
    utimesSync(path.join(folder, `${index}.json`), 1_700_000_000 + index, 1_700_000_000 + index);
  }
  writeFileSync(path.join(folder, "x.json.1-a.tmp"), "");
  utimesSync(path.join(folder, "x.json.1-a.tmp"), 1_700_000_000, 1_700_000_000);
  const next = await open("run b 1");
  next.mark(new Map([[file, { at: 1, written: true, gone: true }]]));
  await next.save(Date.now());
  const names = readdirSync(folder);
  expect(names).toHaveLength(200);
  expect(names).toContain("249.json");
  expect(names).not.toContain("0.json");
  expect((await open()).has(file)).toBe(true);
  expect((await open("run b 1")).marks.get(file)).toEqual({ at: 1, written: true, gone: true });
});
