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

/** What dockerode has for images, networks, swarms and so on: Dev Loop asks for containers, and dials the rest itself. */
const UNUSED = /^\.\/(image|volume|network|service|plugin|secret|config|task|node|exec|session|buildkit)$/;

/** docker-modem's debug log, which nobody reads. */
const SILENCED = /^debug$/;

/** Node's streams as they were years ago, 110 KB, for browsers and old Nodes: Node's own take their place. */
const POLYFILLED = /^(readable-stream|string_decoder)\/?$/;

const leaner: Plugin = {
  name: "leaner",
  setup(builder) {
    builder.onResolve({ filter: STUBBED }, ({ path: stubbed }) => ({ path: stubbed, namespace: "stub" }));
    builder.onResolve({ filter: UNUSED }, ({ path: unused, importer }) =>
      importer.endsWith(path.join("dockerode", "lib", "docker.js"))
        ? { path: unused, namespace: "stub" }
        : undefined,
    );
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

/**
 * Bundled apart: what the extension's host and the core have in common is little, and would lie in a dozen files
 * that each take a moment to open.
 */
const ENTRIES: readonly Record<string, string>[] = [
  { extension: "src/extension.ts" },
  { worker: "src/worker.ts", cli: "src/cli/main.ts" },
];

const options: BuildOptions = {
  absWorkingDir: ROOT,
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
  logLevel: "warning",
};

/** Bundles extension, worker and CLI into `dist`, and what each is made of into `out/meta.json`. */
export async function buildAll(production: boolean): Promise<void> {
  const folder = path.join(ROOT, "dist");
  await rm(folder, { recursive: true, force: true });
  const meta = { inputs: {}, outputs: {} };
  for (const entryPoints of ENTRIES) {
    const sourcemap = production ? false : "linked";
    const { metafile } = await build({
      ...options,
      entryPoints,
      metafile: true,
      minify: production,
      sourcemap,
    });
    Object.assign(meta.inputs, metafile.inputs);
    Object.assign(meta.outputs, metafile.outputs);
  }
  await mkdir(path.join(ROOT, "out"), { recursive: true });
  await writeFile(path.join(ROOT, "out", "meta.json"), JSON.stringify(meta));
}

if (import.meta.main) {
  if (process.argv.includes("--watch")) {
    for (const entryPoints of ENTRIES) {
      const watcher = await context({ ...options, entryPoints, sourcemap: "linked", logLevel: "info" });
      await watcher.watch();
    }
  } else {
    await buildAll(process.argv.includes("--production"));
  }
}
