import { createHash } from "node:crypto";
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../support/cache.ts";
import { withLock } from "../support/lock.ts";
import { processIdentity } from "../support/processes.ts";
import { run } from "../support/run.ts";
import { bunBinary, bunVersion } from "./bun-binary.ts";
import { cargoTool, installArguments, sampleTools } from "./cargo-tools.ts";
import type { DevEngine } from "./ensure.ts";
import { hasImages } from "./image-list.ts";
import { writeMachineSettings } from "./machine-settings.ts";
import type { PackageContext } from "./packages.ts";
import { machineToolchain, type RustToolchain } from "./rust-toolchain.ts";
import { debianBase } from "./stand-in-base.ts";

const kinds = ["debian", "rust", "bun"] as const;
export type StandIns = Record<(typeof kinds)[number], string>;

const dockerfile = join(import.meta.dirname, "stand-ins", "Dockerfile");

/** Builds the stand-ins unless the engine has them, and returns their names. Their tag says what is in them. */
export async function standInImages(
  engine: Pick<DevEngine, "env">,
  context: PackageContext,
): Promise<StandIns> {
  const { env, progress } = context;
  const folder = join(cacheFolder(env), "stand-ins");
  const build = contextFolder(folder);
  try {
    const toolchain = await machineToolchain(env);
    const key = await standInKey(build, toolchain, context);
    const names: StandIns = { debian: name("debian", key), rust: name("rust", key), bun: name("bun", key) };
    await withLock(
      join(folder, "lock"),
      async () => {
        if (await hasImages(Object.values(names), { ...env, ...engine.env })) return;
        await gather(build, toolchain, context);
        for (const kind of kinds) await buildImage(kind, names[kind], build, toolchain, engine, context);
      },
      (holder) => progress.step(`waiting for process ${holder}, which is building the stand-ins`),
    );
    return names;
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}

/** A fresh folder for a build's context. Those of processes that were killed are deleted. */
function contextFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const pid = /^context-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && processIdentity(Number(pid)) === undefined) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  return mkdtempSync(join(folder, `context-${process.pid}-`));
}

function name(kind: string, key: string): string {
  return `devloop-standin/${kind}:${key}`;
}

/** Without a toolchain of the machine Rust is Debian's, of the newest release: crates of today do not compile with an older one. */
function suiteFor(toolchain: RustToolchain | undefined, { machine }: PackageContext): string {
  return toolchain === undefined ? "sid" : machine.codename;
}

async function standInKey(
  build: string,
  toolchain: RustToolchain | undefined,
  context: PackageContext,
): Promise<string> {
  const parts = [
    readFileSync(dockerfile, "utf8"),
    await writeMachineSettings(join(build, "machine"), context.env),
    JSON.stringify([suiteFor(toolchain, context), process.arch, toolchain ?? "", sampleTools, bunVersion]),
  ];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}

/** Puts into the build's folder what the Dockerfile copies. */
async function gather(
  build: string,
  toolchain: RustToolchain | undefined,
  context: PackageContext,
): Promise<void> {
  const suite = suiteFor(toolchain, context);
  const tools = join(build, "tools");
  const bun = join(build, "bun");
  for (const folder of [tools, bun]) mkdirSync(folder);
  const inputs = await Promise.allSettled([
    debianBase(suite, context).then((file) => linkSync(file, join(build, "base.tar"))),
    bunBinary(context).then((file) => copyFileSync(file, join(bun, "bun"))),
    copyTools(),
  ]);
  for (const input of inputs) if (input.status === "rejected") throw input.reason;

  async function copyTools(): Promise<void> {
    if (toolchain === undefined) {
      context.progress.step(
        `no Rust toolchain on this machine: taking Debian ${suite}'s, and compiling tools in the image`,
      );
      return;
    }
    for (const tool of sampleTools) {
      const bin = await cargoTool(tool, context, suite);
      copyFileSync(join(bin, tool.name), join(tools, tool.name));
    }
  }
}

async function buildImage(
  target: string,
  image: string,
  build: string,
  toolchain: RustToolchain | undefined,
  engine: Pick<DevEngine, "env">,
  { env, progress }: PackageContext,
): Promise<void> {
  const rust =
    toolchain === undefined
      ? ["--build-arg", "TOOLCHAIN=debian", "--build-arg", `TOOLS=${toolLines()}`]
      : ["--build-arg", `TRIPLE=${toolchain.triple}`, "--build-context", `toolchain=${toolchain.sysroot}`];
  const args = [
    "--progress=plain",
    "--provenance=false",
    "--file",
    dockerfile,
    "--target",
    target,
    "--tag",
    image,
  ];
  await progress.during(`building ${image}`, (report) =>
    run("docker", ["buildx", "build", "--load", ...args, ...rust, build], {
      env: { ...env, ...engine.env },
      onLine: report,
    }),
  );
}

function toolLines(): string {
  return sampleTools.map((tool) => installArguments(tool).join(" ")).join("\n");
}
