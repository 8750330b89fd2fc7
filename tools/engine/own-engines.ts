import { join } from "node:path";
import { cacheFolder } from "../support/cache.ts";
import type { TlsFiles } from "./daemon-config.ts";
import { enginePackages, machinePackages, type PackageContext } from "./packages.ts";
import { type PrivateEngine, privateEngine } from "./private-engine.ts";
import { engineToolchain } from "./toolchain.ts";

/** The engine that all clones on a machine share, and its folder. It need not run. */
export async function sharedEngine(
  context: PackageContext,
): Promise<{ engine: PrivateEngine; folder: string }> {
  const name = "shared";
  return {
    engine: await engineNamed(name, "machine", context),
    folder: join(enginesFolder(context.env), name),
  };
}

/** The handle of a private engine in the cache folder. It need not run. */
export async function engineNamed(
  name: string,
  network: "machine" | "own",
  context: PackageContext,
  tls?: TlsFiles,
): Promise<PrivateEngine> {
  const toolchain = await engineToolchain(
    await enginePackages(context),
    await machinePackages(context),
    context.env,
  );
  return privateEngine({ name, parent: enginesFolder(context.env), toolchain, network, tls });
}

function enginesFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), "engines");
}
