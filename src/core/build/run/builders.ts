import * as z from "zod/mini";
import type { BuilderInfo } from "../../../shared/builds.ts";
import type { ProcessRunner, RunResult } from "../../base/process.ts";
import type { Env } from "../../base/which.ts";
import { type DockerContext, nowhere } from "../../compose/command.ts";
import { summarizeFailure } from "../../compose/failure.ts";

const LIMIT = 1024 * 1024;
/** Builders are asked whether they answer; buildx itself gives each up to 20 s. */
const LIMIT_MS = 30_000;

const text = z.catch(z.optional(z.string()), undefined);
const Node = z.object({ Status: text, Err: text });
const Builder = z.object({
  Name: z.string().check(z.minLength(1)),
  Driver: z.catch(z.string(), ""),
  /** buildx 0.13 does not tell it. */
  Current: z.catch(z.optional(z.boolean()), undefined),
  Err: text,
  Nodes: z.catch(z.array(Node), []),
});

/**
 * The builders that this machine's buildx can use for the engine that is watched.
 * @throws Error, in words for the user, where it can't be asked
 */
export async function listBuilders(
  runner: Pick<ProcessRunner, "run">,
  docker: DockerContext,
  signal: AbortSignal,
): Promise<readonly BuilderInfo[]> {
  const ask = (...args: string[]) => buildxLs(runner, docker, args, signal);
  const { stdout, stderr, exitCode, cancelled } = await ask("--format", "json");
  signal.throwIfAborted();
  if (cancelled) throw new Error(`docker buildx ls did not answer in ${LIMIT_MS / 1000} s.`);
  if (exitCode !== 0) throw new Error(summarizeFailure({ title: "docker buildx ls" }, stderr, exitCode));
  const { builders, tellsCurrent } = decodeBuilders(stdout);
  const usable = builders.filter((builder) => isOfEngine(builder, docker.env));
  if (tellsCurrent) return usable;
  const current = currentInTable((await ask()).stdout);
  signal.throwIfAborted();
  return usable.map((builder) => ({ ...builder, current: builder.name === current }));
}

/**
 * Each Docker context is a builder by its own name, which buildx refuses while another context is in use: `use docker
 * --context=… buildx to switch` (0.13 and 0.29).
 */
function isOfEngine({ name, driver }: BuilderInfo, env: Env): boolean {
  const isContext = driver === "docker" || driver === "";
  return !isContext || name === (env["DOCKER_CONTEXT"] ?? "default");
}

/** What `docker buildx ls --format json` prints: a line a builder; 0.13 says each several times (0.13 and 0.29). */
export function decodeBuilders(output: string): {
  readonly builders: readonly BuilderInfo[];
  readonly tellsCurrent: boolean;
} {
  const found = new Map<string, BuilderInfo>();
  let tellsCurrent = false;
  for (const line of output.split("\n")) {
    const { data } = Builder.safeParse(parsed(line));
    if (data === undefined || found.has(data.Name)) continue;
    tellsCurrent ||= data.Current !== undefined;
    const problem = problemOf(data);
    found.set(data.Name, {
      name: data.Name,
      driver: data.Driver,
      current: data.Current ?? false,
      ...(problem === undefined ? {} : { problem }),
    });
  }
  return { builders: [...found.values()], tellsCurrent };
}

/** The name with the asterisk in what `docker buildx ls` prints (0.12 to 0.29). */
export function currentInTable(output: string): string | undefined {
  return /^([^\s*]+) ?\*/m.exec(output)?.[1];
}

/** One of a container or a cluster that is not there yet is made by the first build; a remote one is not. */
function problemOf({ Driver, Err, Nodes }: z.infer<typeof Builder>): string | undefined {
  const told = Err ?? Nodes.map((node) => node.Err).find((each) => each !== undefined && each !== "");
  if (told !== undefined && told !== "") return told;
  if (Nodes.some(({ Status }) => Status === "error")) return "it does not answer";
  const isAbsent = Nodes.length > 0 && Nodes.every(({ Status }) => Status === "inactive");
  return Driver === "remote" && isAbsent ? "it does not answer" : undefined;
}

function buildxLs(
  runner: Pick<ProcessRunner, "run">,
  { docker, env }: DockerContext,
  args: readonly string[],
  signal: AbortSignal,
): Promise<RunResult> {
  return runner.run({
    program: docker,
    args: ["buildx", "ls", ...args],
    cwd: nowhere(),
    env,
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    limit: LIMIT,
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
