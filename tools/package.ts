import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
import * as z from "zod/mini";
import { buildAll, ROOT } from "./build.ts";

const Manifest = z.object({ name: z.string(), version: z.string() });

/**
 * Builds for release and packs what `.vscodeignore` allows into `out/NAME-VERSION.vsix`.
 * @returns the file's absolute path
 */
export async function packageExtension(): Promise<string> {
  await buildAll(true);
  const manifest = z.parse(Manifest, JSON.parse(await readFile(path.join(ROOT, "package.json"), "utf8")));
  const packagePath = path.join(ROOT, "out", `${manifest.name}-${manifest.version}.vsix`);
  await mkdir(path.dirname(packagePath), { recursive: true });
  // Everything is bundled: the packages themselves stay outside.
  await createVSIX({
    cwd: ROOT,
    packagePath,
    dependencies: false,
    // The pictures are in the package: they need no address on the web.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  return packagePath;
}

if (import.meta.main) console.log(`Packaged ${path.relative(process.cwd(), await packageExtension())}`);
