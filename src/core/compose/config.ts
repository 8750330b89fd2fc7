import type { ProcessRunner } from "../base/process.ts";
import type { Env } from "../base/which.ts";
import { type Config, comparable, decodeConfig, decodeHashes, parseJson, parseYaml } from "./configOutput.ts";
import type { ComposeFileSet, ComposeModel, ComposeService, ReadResult } from "./model.ts";
import { type ArgumentsOf, setArguments } from "./setArguments.ts";

export interface ReadOptions {
  readonly runner: Pick<ProcessRunner, "run">;
  /** The `docker` program's absolute path. */
  readonly docker: string;
  readonly set: ArgumentsOf & Pick<ComposeFileSet, "runDir" | "profiles">;
  /** Whether services of inactive profiles have to be asked for. */
  readonly mayHaveProfiles: boolean;
  /** The profiles that the user chose for a project; they go before the set's own. */
  readonly chosen: (project: string) => readonly string[] | undefined;
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** A large stack's answer is some 100 KB and takes 70 ms (Compose 2.26). */
const LIMIT = 8 * 1024 * 1024;
const TIME_LIMIT_MS = 20_000;

/**
 * Asks Compose what a set of files means: what is active, what else there is in other profiles, and the services'
 * hashes; up to three processes. Files that Compose refuses, and a command without Compose, are `broken` with one
 * sentence; rejects where the workspace is not trusted, `docker` can't be started, or the signal aborts.
 */
export async function readModel(options: ReadOptions): Promise<ReadResult> {
  const { set, chosen } = options;
  const all = options.mayHaveProfiles ? await config(options, ["*"]) : undefined;
  // A service that nobody runs may be wrong without harm: then only the others are told.
  const whole = all?.kind === "ok" ? all : undefined;
  const profiles = (project: string | undefined) =>
    (project === undefined ? undefined : chosen(project)) ?? set.profiles;
  const known = whole?.config.project ?? set.project;
  let active = await config(options, options.mayHaveProfiles ? profiles(known) : undefined);
  if (active.kind === "ok" && options.mayHaveProfiles && known === undefined) {
    // Only now is it known whose choice counts.
    const choice = chosen(active.config.project);
    if (choice !== undefined) active = await config(options, choice);
  }
  if (active.kind !== "ok") return active;
  const told = whole ?? active;
  const model = merge(told.config, active.config, await hashes(options, told));
  return { kind: "ok", model };
}

type Answer =
  | { readonly kind: "ok"; readonly text: string; readonly config: Config }
  | Extract<ReadResult, { kind: "broken" }>;

async function config(
  options: ReadOptions,
  profiles: readonly string[] | undefined,
  format: "json" | "yaml" = "json",
): Promise<Answer> {
  const { args, env } = setArguments(options.set, profiles);
  const result = await compose(options, [...args, "config", "--format", format], env);
  if (result.cancelled) {
    return { ...broken(`docker compose config took longer than ${TIME_LIMIT_MS / 1000} s.`), passing: true };
  }
  // With `build.ssh: [id=path]` it takes the files and fails at writing the answer (Compose 2.26 and 2.40).
  if (format === "json" && /\bcalling MarshalJSON\b/.test(result.stderr))
    return config(options, profiles, "yaml");
  if (result.exitCode !== 0) {
    // Most files are never refused.
    const [{ refusalPlace }, { composeProblem }] = await Promise.all([
      import("./problemPlace.ts"),
      import("./failure.ts"),
    ]);
    const place = await refusalPlace(result.stderr, options.set);
    const problem = composeProblem(result.stderr, result.exitCode);
    return place === undefined ? broken(problem) : { ...broken(problem), place };
  }
  if (result.dropped > 0) return broken("docker compose config printed more than can be read here.");
  const decoded = decodeConfig(format === "json" ? parseJson(result.stdout) : await parseYaml(result.stdout));
  return decoded
    ? { kind: "ok", text: result.stdout, config: decoded }
    : broken("docker compose config printed something that can't be read.");
}

/**
 * The hashes that Up would write on containers. Compose is asked about its own answer, not about the files: for files
 * `config --hash` leaves out what `env_file` brings in, and tells such services hashes that no container ever has
 * (tried with Compose 2.26 and 2.40, against the labels of what Up made). `--profile` changes no hash.
 */
async function hashes(
  options: ReadOptions,
  { text }: { text: string },
): Promise<ReadonlyMap<string, string>> {
  const { projectDir } = options.set;
  const args = ["--file", "-", "--project-directory", projectDir, "--profile", "*", "config", "--hash", "*"];
  const result = await compose(options, args, {}, text);
  return result.exitCode === 0 ? decodeHashes(result.stdout) : new Map();
}

async function compose(options: ReadOptions, args: readonly string[], env: Env, input?: string) {
  const tooLong = AbortSignal.timeout(TIME_LIMIT_MS);
  const result = await options.runner.run({
    program: options.docker,
    args: ["compose", ...args],
    cwd: options.set.runDir,
    env: { ...options.env, ...env },
    ...(input === undefined ? {} : { input }),
    signal: AbortSignal.any([options.signal, tooLong]),
    limit: LIMIT,
  });
  options.signal.throwIfAborted();
  return result;
}

function merge(all: Config, active: Config, hashOf: ReadonlyMap<string, string>): ComposeModel {
  const activeNames = new Set(active.services.map(({ name }) => name));
  const services = all.services.map((service): ComposeService => {
    const hash = comparable(service) ? hashOf.get(service.name) : undefined;
    return {
      name: service.name,
      buildable: service.buildable,
      watchable: service.watchable,
      active: activeNames.has(service.name),
      profiles: service.profiles,
      ...(service.image === undefined ? {} : { image: service.image }),
      ...(service.build === undefined ? {} : { build: service.build }),
      ...(service.alwaysBuilt === undefined ? {} : { alwaysBuilt: true }),
      ...(service.needs === undefined ? {} : { needs: service.needs }),
      ...(service.watch === undefined ? {} : { watch: service.watch }),
      ...(hash === undefined ? {} : { hash }),
    };
  });
  const profiles = [...new Set(services.flatMap((service) => service.profiles))].sort();
  return { project: active.project, services, profiles };
}

function broken(problem: string): Extract<ReadResult, { kind: "broken" }> {
  return { kind: "broken", problem };
}
