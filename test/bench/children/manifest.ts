import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type * as z from "zod/mini";
import { SILENT } from "../../../src/core/base/logger.ts";
import { StoredManifests } from "../../../src/core/build/manifest/storedManifests.ts";
import type { ManifestRun } from "../support/manifestMessages.ts";

// Manifests of a folder of files, each taken by a window that has just been opened, against a program that reads and
// hashes them all and does nothing else.
const [folder = "", stateDir = "", bareFirst = ""] = process.argv.slice(2);
const source = { context: folder, dockerfile: path.join(folder, "Dockerfile") };
const { signal } = new AbortController();

function readAll(inside: string): number {
  let count = 0;
  for (const entry of readdirSync(inside, { withFileTypes: true })) {
    const file = path.join(inside, entry.name);
    if (entry.isDirectory()) count += readAll(file);
    else {
      createHash("sha256").update(readFileSync(file)).digest("hex");
      count += 1;
    }
  }
  return count;
}

async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const open = () => new StoredManifests({ stateDir, logger: SILENT, now: () => Date.now() });
const window = open();
const bareRead = () => timed(() => readAll(folder));
const before = bareFirst === "true" ? await bareRead() : undefined;
const first = await timed(() => window.take(source, Date.now(), signal));
const bare = before ?? (await bareRead());
const [changed] = readdirSync(path.join(folder, "part0", "module0"));
writeFileSync(path.join(folder, "part0", "module0", changed ?? ""), `changed ${Date.now()}\n`);
// The start of the next build is surely after it.
await new Promise((resolve) => setTimeout(resolve, 50));
const other = open();
const startedAt = Date.now();
let manifest: Awaited<ReturnType<typeof other.take>>;
const next = await timed(async () => {
  manifest = await other.take(source, startedAt, signal);
});
if (manifest === undefined) throw new Error("There is no manifest.");
const taken = manifest;
const compared = await timed(() => other.compare(taken, signal));
const kept = readdirSync(path.join(stateDir, "manifests"));
const bytes = Math.max(...kept.map((name) => statSync(path.join(stateDir, "manifests", name)).size));
const run: z.infer<typeof ManifestRun> = { bare, first, next, nextRead: other.readFiles, compared, bytes };
process.stdout.write(`${JSON.stringify(run)}\n`);
