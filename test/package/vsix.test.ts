import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../tools/build.ts";
import { packageExtension } from "../../tools/package.ts";
import { readZip, type ZipEntry } from "./zip.ts";

/** What people download; the two language servers of the larger peers are 3 MB and more. */
const SIZE_LIMIT = 500 * 1024;

let entries: ZipEntry[];
let vsix: string;

beforeAll(async () => {
  vsix = await packageExtension();
  entries = readZip(await readFile(vsix));
});

describe("the packaged extension", () => {
  test("holds what is named here and nothing else", () => {
    const names = entries
      .map(({ name }) => name)
      .filter((name) => name.startsWith("extension/"))
      .map((name) => name.slice("extension/".length))
      // Parts that are loaded when they are needed; the others are known by their names.
      .map((name) => name.replace(/^dist\/.*-[A-Z0-9]{8}\.js$/, "dist/PART.js"));
    expect([...new Set(names)].sort()).toEqual(
      [
        "LICENSE.txt",
        "NOTICE.md",
        "changelog.md",
        "dist/PART.js",
        "dist/cli.js",
        "dist/extension.js",
        "dist/worker.js",
        "media/activity-bar.svg",
        "media/icon.png",
        "media/plan.png",
        "media/reload.png",
        "media/screenshot.png",
        "media/walkthrough/log.svg",
        "media/walkthrough/rebuild.svg",
        "media/walkthrough/stacks.svg",
        "media/walkthrough/up.svg",
        "package.json",
        "package.nls.json",
        "readme.md",
      ].sort(),
    );
  });

  test("is small", async () => {
    expect((await stat(vsix)).size).toBeLessThan(SIZE_LIMIT);
  });

  test("has every file that its manifest names", () => {
    const manifest = text("extension/package.json");
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|syntaxes)\/[^"]+)"/g)].map(
      ([, file]) => file,
    );
    const there = new Set(entries.map(({ name }) => name));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((file) => !there.has(`extension/${file}`))).toEqual([]);
  });

  test("translates every text that its manifest refers to, and no other", () => {
    const used = new Set([...text("extension/package.json").matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key));
    const defined = new Set(Object.keys(JSON.parse(text("extension/package.nls.json"))));
    expect([...used].filter((key) => key !== undefined && !defined.has(key))).toEqual([]);
    expect([...defined].filter((key) => !used.has(key))).toEqual([]);
  });

  test("names every package that it is bundled with", async () => {
    const meta = await readFile(path.join(ROOT, "out", "meta.json"), "utf8");
    const bundled = new Set(
      [...meta.matchAll(/"node_modules\/((?:@[^/"]+\/)?[^/"]+)/g)].map(([, name]) => name),
    );
    const notice = text("extension/NOTICE.md");
    expect([...bundled].filter((name) => !notice.includes(`\`${name}\``))).toEqual([]);
  });

  test("names no path of the machine that built it", () => {
    const built = entries.filter(({ name }) => name.endsWith(".js"));
    expect(built.filter((entry) => content(entry).includes(ROOT)).map(({ name }) => name)).toEqual([]);
  });
});

function text(name: string): string {
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry) throw new Error(`${path.basename(vsix)} has no ${name}`);
  return content(entry);
}

function content(entry: ZipEntry): string {
  return (entry.deflated ? inflateRawSync(entry.data) : entry.data).toString("utf8");
}
