import type { Progress } from "../support/progress.ts";
import type { TlsFiles } from "./daemon-config.ts";
import { debianMachine, isRoot } from "./machine.ts";
import { engineNamed, sharedEngine } from "./own-engines.ts";
import { cliOnlyPackages, enginePackages, type Generation, type PackageContext } from "./packages.ts";
import type { PrivateEngine } from "./private-engine.ts";
import { cliVersions, engineVersion, type FoundEngine, findEngine } from "./reachable.ts";
import { useEngine } from "./shared-engine.ts";
import { cliEnvironment } from "./toolchain.ts";

/** An engine that answers, and a CLI for it. */
export interface DevEngine {
  /** The DOCKER_HOST value. */
  host: string;
  /** To be merged over the environment: DOCKER_HOST, and DOCKER_CONFIG and PATH where the CLI is a private one. */
  env: Record<string, string>;
  /** Whether we set it up and stop it. */
  isPrivate: boolean;
  versions: { engine: string; compose: string; buildx: string };
  /** Says that it is not needed any more. A private engine is stopped by its last user. */
  release(): Promise<void>;
}

export interface EnsureOptions {
  progress: Progress;
  env: NodeJS.ProcessEnv;
  /** Which Compose generation is wanted. `previous` is always a private CLI. */
  compose?: Generation;
}

export type EnsuredEngine =
  | { kind: "ready"; engine: DevEngine }
  | { kind: "unavailable"; reason: string; advice: string };

const advice =
  "Install Docker (Docker Desktop, or Docker Engine with the Compose plugin), start it, and try again. " +
  "On Debian, run this as root and an engine is set up in the cache folder.";

/**
 * Finds an engine or sets one up: one that is reachable is used as it is; else, on Debian and as root, a private one is
 * run from Debian's packages. A reachable engine whose CLI has no Compose gets a private CLI beside it.
 */
export async function ensureEngine(options: EnsureOptions): Promise<EnsuredEngine> {
  const { progress, env, compose = "current" } = options;
  const found = await findEngine(env);
  const installed = compose === "current" ? await cliVersions(env) : undefined;
  if (found !== undefined && installed !== undefined) {
    progress.step(`using the engine at ${found.host}`);
    const engine = await engineVersion({ ...env, ...found.env });
    const versions = { engine, ...installed };
    return ready({ ...found, isPrivate: false, versions, release: async () => {} });
  }
  const machine = debianMachine(env);
  if (machine === undefined || (found === undefined && !isRoot())) {
    return { kind: "unavailable", reason: missing(found), advice };
  }
  try {
    const context = { machine, progress, env };
    return ready(
      found ? await withPrivateCli(found, context, compose) : await withPrivateEngine(context, compose),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`;
    return { kind: "unavailable", reason: `A private Docker Engine could not be set up: ${reason}`, advice };
  }
}

/**
 * An engine besides the shared one, for tests that stop, kill or pause it; it is not started yet. Its containers and
 * published ports are in a network of their own, out of reach from the machine: only its socket leads in.
 */
export async function spareEngine(options: {
  name: string;
  progress: Progress;
  env: NodeJS.ProcessEnv;
  tls?: TlsFiles;
}): Promise<PrivateEngine> {
  const machine = debianMachine(options.env);
  if (machine === undefined || !isRoot()) throw new Error("A private engine needs Debian and root.");
  return engineNamed(options.name, "own", { machine, ...options }, options.tls);
}

async function withPrivateEngine(context: PackageContext, compose: Generation): Promise<DevEngine> {
  const { progress } = context;
  const { engine, folder } = await sharedEngine(context);
  const env = { ...(await privateCli(context, compose)), DOCKER_HOST: engine.host };
  const use =
    engine.pid() === undefined
      ? await progress.during("starting dockerd", () => useEngine(engine, folder))
      : await useEngine(engine, folder);
  try {
    const versions = await versionsIn({ ...context.env, ...env });
    progress.step(
      `ready: Docker ${versions.engine}, Compose ${versions.compose}, buildx ${versions.buildx}, private`,
    );
    return { host: engine.host, env, isPrivate: true, versions, release: use.release };
  } catch (error) {
    await use.release();
    throw error;
  }
}

async function withPrivateCli(
  { host }: FoundEngine,
  context: PackageContext,
  compose: Generation,
): Promise<DevEngine> {
  // A DOCKER_CONFIG of its own has none of the user's contexts: the engine is named by its address.
  const env = { ...(await privateCli(context, compose)), DOCKER_HOST: host };
  const versions = await versionsIn({ ...context.env, ...env });
  context.progress.step(`using the engine at ${host} with a private CLI (Compose ${versions.compose})`);
  return { host, env, isPrivate: false, versions, release: async () => {} };
}

async function privateCli(context: PackageContext, compose: Generation) {
  const packages =
    compose === "current" ? await enginePackages(context) : await cliOnlyPackages(context, compose);
  return cliEnvironment(packages, context.env);
}

async function versionsIn(env: NodeJS.ProcessEnv): Promise<DevEngine["versions"]> {
  const cli = await cliVersions(env);
  if (cli === undefined) throw new Error("the Docker CLI that was set up has no working Compose");
  return { engine: await engineVersion(env), ...cli };
}

function missing(found: FoundEngine | undefined): string {
  return found === undefined
    ? "No Docker Engine answers: not at DOCKER_HOST, not at the current Docker context, not at the default sockets."
    : `The Docker Engine at ${found.host} answers, but the docker command has no Compose plugin of version 2.`;
}

function ready(engine: DevEngine): EnsuredEngine {
  return { kind: "ready", engine };
}
