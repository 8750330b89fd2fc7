import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../support/run.ts";
import { which } from "../support/which.ts";
import type { Prefix } from "./packages.ts";

/** The programs that a private engine is run with. */
export interface EngineToolchain {
  dockerd: string;
  /** Docker's `init: true`: a static program, since it is mounted into containers of any kind. */
  initPath: string;
  busybox: string;
  /** The environment that dockerd, and what it starts, runs in. */
  env: Record<string, string>;
}

/** Arranges the unpacked packages so that dockerd finds containerd, runc and iptables. */
export async function engineToolchain(
  engine: Prefix,
  machine: Prefix,
  env: NodeJS.ProcessEnv,
): Promise<EngineToolchain> {
  const { folder } = machine;
  const libraries = libraryFolders(folder);
  const linker = { LD_LIBRARY_PATH: [...libraries, env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter) };
  const hasIptables = which("iptables", env["PATH"]) !== undefined;
  const iptables = hasIptables ? undefined : await linkIptables(folder, libraries, { ...env, ...linker });
  const path = [
    // The machine's own runc first: the one of a newer release wants a newer libc.
    join(folder, "usr/sbin"),
    join(folder, "usr/bin"),
    join(engine.folder, "usr/bin"),
    join(engine.folder, "usr/sbin"),
    iptables?.links,
    env["PATH"],
  ];
  const kept = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    dockerd: join(engine.folder, "usr/sbin/dockerd"),
    initPath: join(folder, "usr/bin/tini-static"),
    busybox: busyboxOf(machine),
    env: {
      ...Object.fromEntries(kept.filter(([name]) => !name.startsWith("DOCKER_"))),
      ...linker,
      ...(iptables && { XTABLES_LIBDIR: iptables.modules }),
      PATH: path.filter((each) => each !== undefined).join(delimiter),
    },
  };
}

/** busybox-static's program: releases before trixie have it in /bin, without the merge into /usr. */
export function busyboxOf({ folder }: Prefix): string {
  const places = ["usr/bin/busybox", "bin/busybox"].map((each) => join(folder, each));
  const found = places.find((each) => existsSync(each));
  if (found === undefined) throw new Error(`there is no busybox in ${folder}`);
  return found;
}

/** The CLI of a prefix as additions to an environment: `docker` on the PATH and its plugins in a DOCKER_CONFIG of its own. */
export function cliEnvironment(
  prefix: Prefix,
  env: NodeJS.ProcessEnv,
): { DOCKER_CONFIG: string; PATH: string } {
  const parent = join(prefix.folder, "..");
  const bin = join(parent, "bin");
  const config = join(parent, "docker-config");
  link(bin, "docker", join(prefix.folder, "usr/bin/docker"));
  for (const plugin of ["docker-compose", "docker-buildx"]) {
    link(join(config, "cli-plugins"), plugin, join(prefix.folder, "usr/libexec/docker/cli-plugins", plugin));
  }
  return { DOCKER_CONFIG: config, PATH: [bin, env["PATH"]].filter(Boolean).join(delimiter) };
}

/**
 * Debian chooses between the nft and the legacy iptables with alternatives, which unpacking does not set up.
 * Not every kernel has both, so whichever can list the nat table is linked.
 */
async function linkIptables(
  folder: string,
  libraries: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ links: string; modules: string }> {
  const modules = libraries.map((each) => join(each, "xtables")).find((each) => existsSync(each)) ?? "";
  const variant = (await works("nft")) ? "nft" : "legacy";
  const links = join(folder, "..", `iptables-${variant}`);
  for (const family of ["iptables", "ip6tables"]) {
    for (const suffix of ["", "-save", "-restore"]) {
      link(links, `${family}${suffix}`, join(folder, "usr/sbin", `${family}-${variant}${suffix}`));
    }
  }
  return { links, modules };

  async function works(name: string): Promise<boolean> {
    try {
      await run(join(folder, `usr/sbin/iptables-${name}`), ["-t", "nat", "-nL"], {
        env: { ...env, XTABLES_LIBDIR: modules },
        timeoutMs: 10_000,
      });
      return true;
    } catch {
      return false;
    }
  }
}

export function libraryFolders(prefix: string): string[] {
  const multiarch = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return [join(prefix, "usr/lib", multiarch), join(prefix, "lib", multiarch)].filter((each) =>
    existsSync(each),
  );
}

function link(folder: string, name: string, target: string): void {
  mkdirSync(folder, { recursive: true });
  try {
    symlinkSync(target, join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
