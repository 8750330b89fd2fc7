import { chmodSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, once } from "../support/cache.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";

export const bunVersion = "1.4.5";

/** The bun program for Linux out of its npm package; none of the package's scripts is run. Returns its path. */
export async function bunBinary({
  progress,
  env,
}: {
  progress: Progress;
  env: NodeJS.ProcessEnv;
}): Promise<string> {
  const name = bunPackage();
  const folder = join(cacheFolder(env), "bun", `${name.replace("@oven/", "")}-${bunVersion}`);
  await once(folder, progress, (temporary) =>
    progress.during(`downloading bun ${bunVersion}`, async () => {
      const specifier = `${name}@${bunVersion}`;
      const { stdout } = await run("npm", ["pack", specifier, "--ignore-scripts", "--silent"], {
        cwd: temporary,
        env,
      });
      const archive = stdout.trim().split("\n").at(-1) ?? "";
      await run("tar", ["-xzf", archive, "package/bin/bun"], { cwd: temporary });
      renameSync(join(temporary, "package/bin/bun"), join(temporary, "bun"));
      chmodSync(join(temporary, "bun"), 0o755);
    }),
  );
  return join(folder, "bun");
}

/** bun's usual build needs AVX2 and ends with SIGILL without it; the baseline build runs on any x64. */
function bunPackage(): string {
  if (process.arch === "arm64") return "@oven/bun-linux-aarch64";
  const hasAvx2 = /^flags\s*:.*\bavx2\b/m.test(readFileSync("/proc/cpuinfo", "utf8"));
  return hasAvx2 ? "@oven/bun-linux-x64" : "@oven/bun-linux-x64-baseline";
}
