import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../support/cache.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { hasImages } from "./image-list.ts";
import { debianMachine } from "./machine.ts";
import { machinePackages } from "./packages.ts";
import { busyboxOf } from "./toolchain.ts";

/** Runs until it is asked to stop, and then ends at once: a shell or a sleep as process 1 would ignore SIGTERM. */
const idle = `#!/bin/sh
trap 'exit 143' TERM INT
sleep 2147483647 &
wait
`;

/**
 * A small image (2 MB) with busybox as its shell and applets, for tests that need many containers; made in a second and
 * without a registry. Its command is `idle`. Returns its name.
 */
export async function ensureShellImage(options: {
  /** Additions to the environment with which `docker` reaches the engine. */
  engine: { env: Record<string, string> };
  progress: Progress;
  env: NodeJS.ProcessEnv;
}): Promise<string> {
  const { engine, progress, env } = options;
  const machine = debianMachine(env);
  if (machine === undefined)
    throw new Error("The shell image is made of Debian's busybox-static: this is no Debian.");
  const machineRoot = await machinePackages({ machine, progress, env });
  const key = createHash("sha256")
    .update(`${machineRoot.versions["busybox-static"]}\0${idle}`)
    .digest("hex")
    .slice(0, 12);
  const image = `devloop-test/busybox:${key}`;
  const dockerEnv = { ...env, ...engine.env };
  if (await hasImages([image], dockerEnv)) return image;
  const root = mkdtempSync(join(cacheFolder(env), "busybox-"));
  try {
    await fill(root, busyboxOf(machineRoot));
    const tar = `${root}.tar`;
    await run("tar", ["--numeric-owner", "-C", root, "-cf", tar, "."]);
    try {
      await run(
        "docker",
        ["import", "--change", 'CMD ["/bin/idle"]', "--change", "ENV PATH=/bin", tar, image],
        { env: dockerEnv },
      );
    } finally {
      rmSync(tar, { force: true });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return image;
}

async function fill(root: string, busybox: string): Promise<void> {
  // Images have a /tmp for everybody; importing keeps the mode.
  for (const name of ["bin", "etc", "tmp"]) mkdirSync(join(root, name));
  chmodSync(join(root, "tmp"), 0o1777);
  copyFileSync(busybox, join(root, "bin/busybox"));
  const { stdout } = await run(busybox, ["--list"]);
  for (const applet of stdout.trim().split("\n")) {
    if (applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
  }
  writeFileSync(join(root, "bin/idle"), idle, { mode: 0o755 });
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
}
