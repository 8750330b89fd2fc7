import type { ProcessRunner } from "../../base/process.ts";
import { HURRY } from "../../base/processEnd.ts";
import type { Env } from "../../base/which.ts";

export interface GitPorts {
  readonly runner: Pick<ProcessRunner, "run">;
  /** The program's absolute path; `undefined`: it is not on PATH. */
  readonly git: () => Promise<string | undefined>;
}

/** Where a folder's repository stands. */
export interface Head {
  /** In full: 40 hexadecimal digits, or 64. */
  readonly commit: string;
  /** A file of the folder differs from the commit, or is new; what is ignored does not count. */
  readonly dirty: boolean;
}

const LIMIT_MS = 10_000;
/** The header, and the first line after it: that one says it all. */
const MOST_TEXT = 8_192;

/** Reads alone: no lock is taken, no hook, file monitor or transport is run, and nothing is fetched (Git 2.39). */
const ONLY_READ = [
  "--no-optional-locks",
  ...["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never"].flatMap((each) => [
    "-c",
    each,
  ]),
];

/** Our own environment may come from a hook of another repository (`git rev-parse --local-env-vars`). */
const ENV: Env = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_LAZY_FETCH: "1",
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
};

/**
 * The commit that a folder's repository is at, and whether the folder differs from it; the rest of the repository does
 * not count. `undefined`: no repository, none that has it (it is ignored there), no commit yet, no `git`, a repository
 * that is somebody else's ("dubious ownership"), or no answer within 10 s. Never rejects.
 */
export async function headOf(
  folder: string,
  ports: GitPorts,
  signal: AbortSignal,
): Promise<Head | undefined> {
  const status = ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "--ignored=matching"];
  const cheap = ["--no-ahead-behind", "--no-renames"];
  const args = ["-c", "status.relativePaths=true", ...status, ...cheap, "--", "."];
  return readStatus(await run(args, folder, ports, signal));
}

/**
 * The whole id of a commit that the folder's repository has; `undefined`: it has none such, or several, or that can't
 * be told. Never rejects.
 * @param name hexadecimal digits, 7 or more
 */
export async function commitOf(
  folder: string,
  name: string,
  ports: GitPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", `${name}^{commit}`];
  const found = (await run(args, folder, ports, signal))?.trim();
  // A branch may be called so.
  return found?.startsWith(name.toLowerCase()) === true ? found : undefined;
}

function readStatus(text: string | undefined): Head | undefined {
  const lines = (text ?? "").split("\n");
  const [, commit] = /^# branch\.oid ([\da-f]{40,64})$/m.exec(text ?? "") ?? [];
  if (commit === undefined) return undefined;
  // In this order: what changed, what is new, what is ignored.
  const first = lines.find((line) => line !== "" && !line.startsWith("#"));
  // The folder itself is ignored, or one that it is in.
  if (first !== undefined && /^! (?:\.\/|(?:\.\.\/)+)$/.test(first)) return undefined;
  return { commit, dirty: first !== undefined && !first.startsWith("!") };
}

/** What it prints first; `undefined` where it did not succeed. */
async function run(
  args: readonly string[],
  cwd: string,
  { runner, git }: GitPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const program = await git();
  if (program === undefined) return undefined;
  let text = "";
  try {
    const { exitCode, cancelled } = await runner.run({
      program,
      args: [...ONLY_READ, ...args],
      cwd,
      env: ENV,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
      grace: HURRY,
      limit: 1_000,
      onOutput: (piece, stream) => {
        if (stream === "stdout") text = (text + piece).slice(0, MOST_TEXT);
      },
    });
    return exitCode === 0 && !cancelled ? text : undefined;
  } catch {
    // Not trusted, or the folder is not there.
    return undefined;
  }
}
