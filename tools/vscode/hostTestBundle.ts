import { globSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/**
 * Bundles `test/host/index.ts` and every `*.test.ts` below it to `out/test/host`, each to a file of its own,
 * and gives the path of index.mjs. Packages stay outside: they are found in the project's node_modules.
 */
export async function bundleHostTests(root: string): Promise<string> {
  const source = path.join(root, "test", "host");
  const outdir = path.join(root, "out", "test", "host");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: [
      path.join(source, "index.ts"),
      ...globSync("**/*.test.ts", { cwd: source }).map((file) => path.join(source, file)),
    ],
    outbase: source,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    // Node takes it for a module by its name, whatever package.json says.
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node22",
    packages: "external",
    external: ["vscode"],
    logLevel: "warning",
  });
  return path.join(outdir, "index.mjs");
}
