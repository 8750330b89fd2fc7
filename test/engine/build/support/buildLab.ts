import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { ProcessRunner } from "../../../../src/core/base/process.ts";
import { findProgram } from "../../../../src/core/base/which.ts";
import { createBuildxHistory } from "../../../../src/core/build/found/buildxHistory.ts";
import { refsFolder } from "../../../../src/core/build/found/buildxPaths.ts";
import { decodeInspected } from "../../../../src/core/build/found/inspected.ts";
import { recentRefs } from "../../../../src/core/build/found/recentRefs.ts";
import type { InspectedBuild } from "../../../../src/core/build/found/ref.ts";
import { ProgressDecoder } from "../../../../src/core/build/progress/decoder.ts";
import type { BuildGraph } from "../../../../src/core/build/progress/graph.ts";
import { GraphBuilder } from "../../../../src/core/build/progress/graphBuilder.ts";
import { buildSteps } from "../../../../src/core/build/progress/measure.ts";
import { findBreaker } from "../../../../src/core/build/why/breaker.ts";
import { buildError } from "../../../../src/core/build/why/buildError.ts";
import type { BreakFacts } from "../../../../src/core/build/why/facts.ts";
import type { BuildError, BuildResult, BuildStep, CacheBreaker } from "../../../../src/shared/builds.ts";
import { docker } from "../../support/docker.ts";

/** One build of a service, with what Dev Loop says of it, and what the tools themselves do. */
export interface Built {
  readonly result: BuildResult;
  readonly steps: readonly BuildStep[];
  readonly breaker: CacheBreaker;
  readonly error: BuildError | undefined;
  /** `docker buildx history inspect`; absent where buildx has none. */
  readonly inspected?: Inspect;
  /** The progress, as it was printed. */
  readonly rawjson: string;
  readonly bases: readonly string[];
}

/** What the test looks at, as buildx prints it. */
export interface Inspect {
  readonly Status: string;
  readonly NumCompletedSteps: number;
  readonly NumTotalSteps: number;
  readonly NumCachedSteps: number;
  readonly Error?: { readonly Message?: string; readonly Name?: string; readonly Sources?: string };
}

export interface BuildOptions {
  /** Of the context, that the test has changed since the build before. */
  readonly changedFiles?: readonly string[];
  readonly arguments?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  /** Interrupts the command as soon as its output holds the text. */
  readonly cancelAt?: string;
}

export interface BuildLab {
  readonly folder: string;
  readonly project: string;
  /** Whether this machine's buildx has a history. */
  readonly hasHistory: boolean;
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
  build(options?: BuildOptions): Promise<Built>;
  dispose(): Promise<void>;
}

export interface LabFacts {
  /** In the folder. */
  readonly compose: string;
  readonly service: string;
  /** Absolute, or relative to the folder. */
  readonly dockerfile: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The images that it begins with, for an engine whose buildx does not tell them. */
  readonly bases?: () => Promise<readonly string[]>;
}

/** A folder in which a service is built by Compose, each build compared to the one before as Dev Loop does. */
export async function buildLab(facts: LabFacts): Promise<BuildLab> {
  const program = await findProgram("docker", process.env, process.platform);
  if (program === undefined) throw new Error("There is no docker command on PATH.");
  const project = `devloop-build-${randomBytes(4).toString("hex")}`;
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), `${project}-`)));
  const runner = new ProcessRunner({ trusted: () => true, env: process.env, logger: SILENT });
  // Of its own, so that the builds noted down there are the lab's.
  const env = { BUILDX_CONFIG: path.join(folder, ".buildx") };
  const buildx = createBuildxHistory({ runner, docker: async () => program, env: () => env });
  const { signal } = new AbortController();
  const hasHistory = await buildx.supported(signal);
  const dockerfile = path.resolve(folder, facts.dockerfile);
  const known = new Set<string>();
  let previous: BreakFacts["previous"];

  async function build(options: BuildOptions = {}): Promise<Built> {
    const ran = await compose(program ?? "", {
      ...facts,
      env: { ...facts.env, ...env },
      folder,
      project,
      hasHistory,
      ...options,
    });
    const found = hasHistory ? await findBuild() : undefined;
    const told = found && decodeInspected(found.json);
    let rawjson = found === undefined ? ran.stdout : "";
    if (found !== undefined) {
      await buildx.follow(found.id, signal, (text) => {
        rawjson += text;
      });
    }
    const inspected: Inspect | undefined = found && JSON.parse(found.json);
    const graph = decode(rawjson);
    const dockerfileText = await readFile(dockerfile, "utf8").catch(() => undefined);
    const given = told?.arguments ?? options.arguments ?? {};
    const bases = told?.bases ?? (await facts.bases?.()) ?? [];
    const result = resultOf(told, ran);
    const steps = buildSteps(graph, { ended: result });
    const text = dockerfileText === undefined ? {} : { dockerfileText };
    const breaker = findBreaker({
      graph,
      arguments: given,
      bases,
      ...(previous === undefined ? {} : { previous }),
      changedFiles: options.changedFiles ?? [],
      ...text,
    });
    const error =
      result === "failed"
        ? buildError({
            graph,
            ...(told === undefined ? { output: ran.stderr } : { inspected: told }),
            dockerfile,
            ...text,
          })
        : undefined;
    previous = { arguments: given, bases, steps };
    return {
      result,
      steps,
      breaker,
      error,
      ...(inspected === undefined ? {} : { inspected }),
      rawjson,
      bases,
    };
  }

  /** The newest one. */
  async function findBuild(): Promise<{ readonly id: string; readonly json: string }> {
    const refs = await recentRefs(refsFolder(env, folder), Date.now());
    const id = refs.find((ref) => !known.has(ref.id))?.id;
    if (id === undefined) throw new Error("buildx has noted down no build.");
    known.add(id);
    const ref = id.split("/").at(-1) ?? "";
    const inspect = ["buildx", "history", "inspect", ref, "--format", "json"];
    return { id, json: await docker(inspect, { ...process.env, ...env }) };
  }

  return {
    folder,
    project,
    hasHistory,
    async write(file, text) {
      const target = path.join(folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    },
    read: (file) => readFile(path.join(folder, file), "utf8"),
    build,
    async dispose() {
      runner.dispose();
      await runner.ended();
      await docker(["image", "rm", "--force", `${project}-${facts.service}`]).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function decode(rawjson: string): BuildGraph {
  const decoder = new ProgressDecoder();
  const builder = new GraphBuilder();
  for (const item of [...decoder.push(rawjson), ...decoder.flush()]) builder.apply(item);
  return builder.graph;
}

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly cancelled: boolean;
}

function compose(
  program: string,
  options: LabFacts &
    BuildOptions & { readonly folder: string; readonly project: string; readonly hasHistory: boolean },
): Promise<Ran> {
  const { folder, project, service, noCache, cancelAt, hasHistory } = options;
  const given = Object.entries(options.arguments ?? {}).flatMap(([name, value]) => [
    "--build-arg",
    `${name}=${value}`,
  ]);
  // The old Compose prints rawjson by the variable only, the new one by the option (2.26, 2.40).
  const args = [
    "compose",
    ...(hasHistory ? ["--progress", "json"] : []),
    ...["--project-name", project, "--file", path.join(folder, options.compose), "build"],
    ...(noCache === true ? ["--no-cache"] : []),
    ...given,
    service,
  ];
  const env = { ...process.env, ...options.env, BUILDKIT_PROGRESS: "rawjson" };
  return new Promise((resolve) => {
    let cancelled = false;
    const child = execFile(
      program,
      args,
      { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ stdout, stderr, exitCode, cancelled });
      },
    );
    let seen = "";
    child.stdout?.on("data", (text: string) => {
      seen += text;
      if (cancelAt === undefined || cancelled || !seen.includes(cancelAt)) return;
      cancelled = true;
      child.kill("SIGINT");
    });
  });
}

function resultOf(told: InspectedBuild | undefined, { exitCode, cancelled }: Ran): BuildResult {
  if (told !== undefined) {
    return told.status === "completed" ? "succeeded" : told.status === "failed" ? "failed" : "cancelled";
  }
  return cancelled ? "cancelled" : exitCode === 0 ? "succeeded" : "failed";
}
