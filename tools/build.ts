import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build, context, type Plugin } from "esbuild";

/** The project's root folder. */
export const ROOT = path.resolve(import.meta.dirname, "..");

/**
 * dockerode brings an ssh client, BuildKit's gRPC session and a tar packer for build contexts. Dev Loop uses none of
 * them (ssh endpoints are left to `docker system dial-stdio`, builds to buildx), and they carry native modules and
 * 600 KB.
 */
const STUBBED = /^(ssh2|protobufjs|@grpc\/.*|tar-fs)(\/.*)?$/;

/** docker-modem's debug log, which nobody reads. */
const SILENCED = /^debug$/;

/** Node's streams as they were years ago, 110 KB, for browsers and old Nodes: Node's own take their place. */
const POLYFILLED = /^(readable-stream|string_decoder)\/?$/;

const leaner: Plugin = {
  name: "leaner",
  setup(builder) {
    builder.onResolve({ filter: STUBBED }, ({ path: stubbed }) => ({ path: stubbed, namespace: "stub" }));
    builder.onLoad({ filter: /.*/, namespace: "stub" }, () => ({ contents: "module.exports = {};" }));
    builder.onResolve({ filter: SILENCED }, () => ({ path: "debug", namespace: "silent" }));
    builder.onLoad({ filter: /.*/, namespace: "silent" }, () => ({
      contents: "module.exports = () => () => {};",
    }));
    builder.onResolve({ filter: POLYFILLED }, ({ path: polyfill }) => ({
      path: polyfill.startsWith("readable-stream") ? "node:stream" : "node:string_decoder",
      external: true,
    }));
  },
};

const options: BuildOptions = {
  absWorkingDir: ROOT,
  entryPoints: { extension: "src/extension.ts", worker: "src/worker.ts", cli: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  external: ["vscode"],
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
  plugins: [leaner],
  metafile: true,
  logLevel: "warning",
};

/** Bundles extension, worker and CLI into `dist`, and what each is made of into `out/meta.json`. */
export async function buildAll(production: boolean): Promise<void> {
  const folder = path.join(ROOT, "dist");
  await rm(folder, { recursive: true, force: true });
  const result = await build({ ...options, minify: production, sourcemap: production ? false : "linked" });
  await mkdir(path.join(ROOT, "out"), { recursive: true });
  await writeFile(path.join(ROOT, "out", "meta.json"), JSON.stringify(result.metafile));
}

if (import.meta.main) {
  if (process.argv.includes("--watch")) {
    const watcher = await context({ ...options, sourcemap: "linked", logLevel: "info" });
    await watcher.watch();
  } else {
    await buildAll(process.argv.includes("--production"));
  }
}
