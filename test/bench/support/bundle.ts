import path from "node:path";
import { build } from "esbuild";
import { ROOT } from "../../../tools/build.ts";
import { BENCH_OUT } from "./dist.ts";

/** Every program that runs in a process of its own: in Node, or in an extension host. */
const PROGRAMS = {
  bareList: "children/bareList.ts",
  firstTree: "children/firstTree.ts",
  countProcesses: "children/countProcesses.ts",
  loadedFiles: "children/loadedFiles.ts",
  hostActivate: "host/activate.ts",
  hostFirstTree: "host/firstTree.ts",
  hostLatency: "host/latency.ts",
  hostFlood: "host/flood.ts",
  hostLines: "host/lines.ts",
} as const;

/**
 * Bundles one of them, so that what is measured does not wait for TypeScript to be read, and gives its file's path.
 */
export async function bundle(name: keyof typeof PROGRAMS): Promise<string> {
  const outfile = path.join(BENCH_OUT, `${name}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [path.join(ROOT, "test", "bench", PROGRAMS[name])],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    external: ["vscode"],
    logLevel: "warning",
  });
  return outfile;
}
