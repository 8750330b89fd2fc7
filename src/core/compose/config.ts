import * as z from "zod/mini";
import type { ProcessRunner } from "../base/process.ts";
import type { Env } from "../base/which.ts";
import { composeProblem } from "./failure.ts";
import type { ComposeModel, ReadResult } from "./model.ts";

export interface ReadOptions {
  readonly runner: Pick<ProcessRunner, "run">;
  /** The `docker` program's absolute path. */
  readonly docker: string;
  /** Absolute, in the order in which Compose merges them. */
  readonly files: readonly string[];
  readonly projectDir: string;
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** A large stack's answer is some 100 KB and takes 70 ms (Compose 2.26). */
const LIMIT = 8 * 1024 * 1024;
const TIME_LIMIT_MS = 20_000;

/**
 * Asks Compose what a set of files means. Files that it refuses, and a command without Compose, are `broken` with
 * one sentence; rejects where the workspace is not trusted, `docker` can't be started, or the signal aborts.
 */
export async function readModel(options: ReadOptions): Promise<ReadResult> {
  const tooLong = AbortSignal.timeout(TIME_LIMIT_MS);
  const result = await options.runner.run({
    program: options.docker,
    args: ["compose", ...options.files.flatMap((file) => ["--file", file]), "config", "--format", "json"],
    cwd: options.projectDir,
    env: options.env,
    signal: AbortSignal.any([options.signal, tooLong]),
    limit: LIMIT,
  });
  options.signal.throwIfAborted();
  if (result.cancelled) return broken(`docker compose config took longer than ${TIME_LIMIT_MS / 1000} s.`);
  if (result.exitCode !== 0) return broken(composeProblem(result.stderr, result.exitCode));
  if (result.dropped > 0) return broken("docker compose config printed more than can be read here.");
  const model = decodeModel(result.stdout);
  return model
    ? { kind: "ok", model }
    : broken("docker compose config printed something that can't be read.");
}

const Config = z.object({
  name: z.string(),
  services: z.optional(
    z.nullable(z.record(z.string(), z.nullable(z.object({ build: z.optional(z.unknown()) })))),
  ),
});

/** What `docker compose config --format json` printed (Compose 2.26 and 2.40); `undefined` for anything else. */
export function decodeModel(text: string): ComposeModel | undefined {
  const config = z.safeParse(Config, parseJson(text));
  if (!config.success) return undefined;
  const services = Object.entries(config.data.services ?? {}).map(([name, service]) => ({
    name,
    buildable: service?.build !== undefined && service.build !== null,
  }));
  return { project: config.data.name, services };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(problem: string): ReadResult {
  return { kind: "broken", problem };
}
