import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { cacheFolder, once } from "../support/cache.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { openApt, type PrivateApt, unpack } from "./apt.ts";
import type { DebianMachine } from "./machine.ts";

/** Packages unpacked into a private folder, none of them installed. */
export interface Prefix {
  folder: string;
  /** Package → version. */
  versions: Record<string, string>;
}

export interface PackageContext {
  machine: DebianMachine;
  progress: Progress;
  env: NodeJS.ProcessEnv;
}

/** Which release each Compose generation is taken from: sid had Compose 2.40.3 and trixie 2.26.1 in November 2026. */
const suiteOf = { current: "sid", previous: "trixie" } as const;
export type Generation = keyof typeof suiteOf;

const cliPackages = ["docker-cli", "docker-compose", "docker-buildx"];
const versionsSchema = z.record(z.string(), z.string());

/** dockerd, containerd and the current CLI with Compose and buildx in one prefix. */
export async function enginePackages(context: PackageContext): Promise<Prefix> {
  const packages = ["docker.io", "containerd", ...cliPackages];
  const programs = ["usr/sbin/dockerd", "usr/bin/containerd", "usr/bin/docker"];
  try {
    return await prefix(context, suiteOf.current, packages, exactly(packages, programs));
  } catch (error) {
    // The development suite may one day ask for a newer libc than this machine has; the stable one runs then.
    const reason = error instanceof Error ? error.message.split("\n").at(-1) : error;
    context.progress.step(
      `the packages of ${suiteOf.current} cannot be used (${reason}): taking ${suiteOf.previous}`,
    );
    return prefix(context, suiteOf.previous, packages, exactly(packages, programs));
  }
}

/** The CLI of a generation with Compose and buildx, and no engine. */
export async function cliOnlyPackages(context: PackageContext, generation: Generation): Promise<Prefix> {
  return prefix(context, suiteOf[generation], cliPackages, exactly(cliPackages, ["usr/bin/docker"]));
}

/**
 * What comes from the machine's own release: runc and iptables because they link its libraries, busybox and
 * debootstrap for images, tini for Docker's `init: true` (its static build is a package of its own in newer releases).
 */
export async function machinePackages(context: PackageContext): Promise<Prefix> {
  const packages = ["runc", "iptables", "busybox-static", "debootstrap", "tini", "tini-static"];
  return prefix(context, context.machine.codename, packages, async (apt, root) => {
    const versions = await apt.candidates(packages);
    await unpack(await apt.downloadMissing([...versions.keys()]), root);
    return versions;
  });
}

/** An ssh server, and openssl to make certificates with: for tests of engines that are reached from elsewhere. */
export async function remotePackages(context: PackageContext): Promise<Prefix> {
  const packages = ["openssh-server", "openssh-client", "openssl"];
  return prefix(context, context.machine.codename, packages, async (apt, root) => {
    const versions = await apt.candidates(packages);
    await unpack(await apt.downloadMissing(packages), root);
    return versions;
  });
}

/** Downloads these packages without what they depend on, and tries whether the programs start on this machine. */
function exactly(packages: readonly string[], programs: readonly string[]) {
  return async (apt: PrivateApt, root: string): Promise<Map<string, string>> => {
    const versions = await apt.candidates(packages);
    await unpack(await apt.download(packages), root);
    for (const program of programs) await run(join(root, program), ["--version"], { timeoutMs: 20_000 });
    return versions;
  };
}

async function prefix(
  { machine, progress, env }: PackageContext,
  suite: string,
  packages: readonly string[],
  fill: (apt: PrivateApt, root: string) => Promise<Map<string, string>>,
): Promise<Prefix> {
  // The key says what was asked for; the versions are those of the day, and versions.json records them.
  const recipe = createHash("sha256").update(packages.join(" ")).digest("hex").slice(0, 8);
  const name = `${machine.codename}-${process.arch}-${suite}-${recipe}`;
  const own = suite === machine.codename;
  const folder = await once(join(cacheFolder(env), "packages", name), progress, (temporary) =>
    progress.during(`downloading ${packages.join(", ")} (Debian ${suite})`, async () => {
      const aptFolder = join(temporary, "apt");
      mkdirSync(aptFolder);
      const apt = own
        ? await openApt(aptFolder, machine.sources, undefined, env)
        : await openApt(aptFolder, machine.sources.slice(0, 1), [suite], env);
      const versions = await fill(apt, join(temporary, "root"));
      writeFileSync(join(temporary, "versions.json"), JSON.stringify(Object.fromEntries(versions), null, 2));
      rmSync(aptFolder, { recursive: true });
    }),
  );
  const versions = z.parse(versionsSchema, JSON.parse(readFileSync(join(folder, "versions.json"), "utf8")));
  return { folder: join(folder, "root"), versions };
}
