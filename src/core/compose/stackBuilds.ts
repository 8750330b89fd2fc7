import { randomUUID } from "node:crypto";
import { type ActionRequest, type BuildSettings, DEFAULT_BUILD, STAMPS } from "../../shared/protocol.ts";
import type { Env } from "../base/which.ts";
import { findProgram } from "../base/which.ts";
import { headOf } from "../build/info/git.ts";
import { type BuildPlan, planBuild, reachedServices } from "../build/run/buildPlan.ts";
import { progressDialect, withProgress } from "../build/run/composeProgress.ts";
import type { BuildRun } from "../build/run/ports.ts";
import { readText } from "../reload/files/readText.ts";
import type { CommandReader } from "./actions.ts";
import type { Command, DockerContext } from "./command.ts";
import { composeVersion } from "./composeVersion.ts";
import type { ComposeService, KnownSet } from "./model.ts";
import type { ProgramPorts } from "./ownCommands.ts";
import type { StackPorts } from "./stackPorts.ts";

/** What has to be known to build, besides what an action needs anyway. */
export interface StackBuildPorts {
  /** Absent: {@link DEFAULT_BUILD}. */
  readonly buildSettings?: () => BuildSettings;
  /** Who asks; absent: a button. */
  readonly trigger?: "button" | "cli";
  /** Where builds are told of; absent: nowhere. */
  readonly builds?: () => Promise<BuildRun>;
  /** Whether the engine has an image; `undefined`: it can't be told. */
  readonly hasImage?: (name: string, signal: AbortSignal) => Promise<boolean | undefined>;
}

type Ports = StackPorts & StackBuildPorts & { readonly programs: ProgramPorts };

/** The builder that the user has set; without one it is the environment's, else Docker's current one. */
export function builderEnv({ buildSettings }: StackBuildPorts): Env {
  const builder = buildSettings?.().builder ?? "";
  // Compose 2.26 and 2.40 go by it in `build`, `up` and `watch`.
  return builder === "" ? {} : { BUILDX_BUILDER: builder };
}

/** `undefined`: Compose is told nothing of build arguments. */
export async function buildPlan(
  ports: Ports,
  { model }: KnownSet,
  request: ActionRequest,
  signal: AbortSignal,
): Promise<BuildPlan | undefined> {
  const { kind, services, build = false, stampAll = false } = request;
  const stamps = stampAll ? STAMPS : (ports.buildSettings?.() ?? DEFAULT_BUILD).stamps;
  if (model === undefined || stamps.length === 0) return undefined;
  const { runner, hasImage, programs } = ports;
  const git = () => findProgram("git", programs.env, programs.platform);
  return planBuild(
    model,
    { kind, services, build, stamps },
    {
      readText,
      head: (folder, own) => headOf(folder, { runner, git }, own),
      now: Date.now,
      isMissing: async (image, own) => (await hasImage?.(image, own)) === false,
    },
    signal,
  );
}

/** What an action may build. */
export interface Building {
  readonly stackId: string;
  readonly mode?: string;
  readonly services: readonly ComposeService[];
}

/** `undefined`: it has nothing to build. */
export function buildingOf(
  { model, label }: KnownSet,
  request: Pick<ActionRequest, "kind" | "services" | "stackId">,
): Building | undefined {
  const services = model === undefined ? [] : reachedServices(model, request);
  if (model !== undefined && services.length === 0) return undefined;
  return { stackId: request.stackId, mode: label, services };
}

/** Carries out the work, and says meanwhile whose the builds are that begin. */
export async function intending<T>(
  { builds, logger }: StackBuildPorts & Pick<StackPorts, "logger">,
  building: Building | undefined,
  trigger: "button" | "cli" | "watch",
  work: (run: BuildRun | undefined) => Promise<T>,
): Promise<T> {
  const run = building && (await builds?.().catch((error: unknown) => void logger.warn(String(error))));
  if (run === undefined || building === undefined) return work(undefined);
  const { stackId, services, mode } = building;
  const intent = await run.intend({
    stack: stackId,
    services: services.map(({ name }) => name),
    trigger,
    ...(mode === undefined ? {} : { mode }),
  });
  try {
    return await work(run);
  } finally {
    await intent.end();
  }
}

/** Command lines, and how what they print is read. */
export interface ReadCommands {
  readonly commands: readonly Command[];
  readonly reader?: (command: Command) => CommandReader | undefined;
}

/** Where buildx has no history, our builds are read from what Compose prints: command lines that print it so. */
export async function readOwn(
  ports: Pick<Ports, "runner">,
  docker: DockerContext,
  run: BuildRun | undefined,
  building: Building | undefined,
  commands: readonly Command[],
  signal: AbortSignal,
): Promise<ReadCommands> {
  if (run === undefined || building === undefined || (await hasHistory(run, signal))) return { commands };
  const dialect = progressDialect(await composeVersion(ports.runner, docker, signal));
  if (dialect === undefined) return { commands };
  const { OwnBuilds } = await import("../build/run/ownBuilds.ts");
  const told = commands.map((command) => withProgress(command, dialect) ?? command);
  const { stackId, mode, services } = building;
  const begin = (name: string, at: number) => {
    const { context = "", dockerfile = "" } = services.find((each) => each.name === name)?.build ?? {};
    const ref = {
      id: `own/${randomUUID()}`,
      builder: "",
      target: name,
      localPath: context,
      dockerfilePath: dockerfile,
      at,
    };
    return run.begin({ ref, stackId, service: name, ...(mode === undefined ? {} : { mode }) });
  };
  return {
    commands: told,
    reader: (command) => {
      if (commands.includes(command)) return undefined;
      const named = command.args.includes("build") ? servicesOf(command) : [];
      const names = services.map(({ name }) => name);
      // Before anything of the context was read.
      const at = Date.now();
      return new OwnBuilds({
        services: named.length === 0 ? names : named,
        begin: (name) => begin(name, at),
      });
    },
  };
}

/** Where that can't be told, nothing is done otherwise than everywhere. */
async function hasHistory(run: BuildRun, signal: AbortSignal): Promise<boolean> {
  return run.hasHistory(signal).catch(() => true);
}

/** Those that a command line names. */
function servicesOf({ args }: Command): readonly string[] {
  const end = args.indexOf("--");
  return end === -1 ? [] : args.slice(end + 1);
}
