import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as z from "zod/mini";
import { ROOT } from "../../tools/build.ts";
import { row } from "./row.ts";
import { CONTAINERS } from "./support/benchStack.ts";
import { bundle } from "./support/bundle.ts";
import { DIST } from "./support/dist.ts";
import { ExtensionHosts } from "./support/hostRun.ts";
import type { Measurement } from "./support/measurement.ts";

const GOAL_KB = 250;

const Loaded = z.object({ url: z.string(), at: z.number() });

/** The files of `dist` that a real extension host and its worker load up to the first tree, noted as they load them. */
export const bytes: Measurement = {
  name: "bytes",
  async run(context) {
    const { env } = await context.engine();
    const { folder } = await context.stack("plain");
    const temporary = mkdtempSync(path.join(tmpdir(), "devloop-bytes-"));
    const file = path.join(temporary, "loaded");
    const hosts = await ExtensionHosts.open(context, {
      env: {
        ...env,
        DEVLOOP_BENCH_LOADED: file,
        DEVLOOP_BENCH_LOADED_FROM: pathToFileURL(`${DIST}/`).href,
      },
      preload: pathToFileURL(await bundle("loadedFiles")).href,
    });
    try {
      const run = { program: await bundle("hostFirstTree"), extension: ROOT, workspace: folder };
      const treeAt = z.parse(z.number(), await hosts.run({ ...run, input: { services: CONTAINERS } }));
      const loaded = readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => z.parse(Loaded, JSON.parse(line)))
        .filter(({ at }) => at <= treeAt)
        .map(({ url }) => fileURLToPath(url));
      return [loadedRow(loaded)];
    } finally {
      await hosts.end();
      rmSync(temporary, { recursive: true, force: true });
    }
  },
};

function loadedRow(loaded: readonly string[]): ReturnType<typeof row> {
  for (const name of ["extension.js", "worker.js"]) {
    if (!loaded.includes(path.join(DIST, name))) throw new Error(`${name} was not seen being loaded.`);
  }
  const sizes = loaded.map((each) => `${path.basename(each)} ${statSync(each).size}`);
  return row({
    name: "code loaded before the first tree",
    // A file that both threads load counts twice.
    value: loaded.reduce((sum, each) => sum + statSync(each).size, 0) / 1000,
    unit: "KB",
    goal: GOAL_KB,
    peer: "Docker DX 516 KB, vscode-containers 3,050 KB",
    detail: sizes.join(", "),
  });
}
