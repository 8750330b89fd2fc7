import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SILENT } from "../../../src/core/base/logger.ts";
import { ProcessRunner } from "../../../src/core/base/process.ts";
import { type Env, findProgram } from "../../../src/core/base/which.ts";
import { runAction } from "../../../src/core/compose/actions.ts";
import { type ComposeRequest, composeCommands } from "../../../src/core/compose/commands.ts";
import { composeIsSince } from "../../../src/core/compose/composeVersion.ts";
import type { ActionResult } from "../../../src/shared/protocol.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import { createProgress } from "../../../tools/support/progress.ts";

/** What `docker ps --all` says of one of the project's containers. */
export interface Listed {
  readonly id: string;
  readonly state: string;
}

/** The same, and since when it runs: another time means another run. */
export interface Run extends Listed {
  readonly startedAt: string;
}

/** A compose project in a folder of its own, on the engine that the environment names. */
export interface ComposeProject {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly docker: string;
  readonly runner: ProcessRunner;
  write(file: string, text: string): Promise<void>;
  /** Runs an action as Dev Loop does and returns how it ended, and everything that it printed. */
  act(request: ActOptions): Promise<{ result: ActionResult; output: string }>;
  /** Service → its container; there is at most one of each. */
  containers(): Promise<Readonly<Record<string, Listed>>>;
  /** The same, with the time of each one's last start. */
  runs(): Promise<Readonly<Record<string, Run>>>;
  /** Names of the project's volumes. */
  volumes(): Promise<readonly string[]>;
  /** Whether this machine's Compose is of that version or a later one. */
  isSince(version: string): Promise<boolean>;
  /** What a docker command prints; it has to succeed. */
  run(...args: string[]): Promise<string>;
  /** Takes everything away: containers, networks, volumes, images that were built, the folder. */
  dispose(): Promise<void>;
}

export interface ActOptions extends Partial<ComposeRequest> {
  readonly kind: ComposeRequest["kind"];
  readonly files?: readonly string[];
  readonly env?: Env;
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

/** The image that the tests' services are made from: busybox, whose command waits and ends at once when told. */
export function shellImage(): Promise<string> {
  return ensureShellImage({ engine: { env: {} }, progress: createProgress("images"), env: process.env });
}

export async function composeProject(): Promise<ComposeProject> {
  const docker = await findProgram("docker", process.env, process.platform);
  if (docker === undefined) throw new Error("There is no docker command on PATH.");
  const name = `devloop-test-${randomBytes(4).toString("hex")}`;
  // Compose writes real paths on its labels; a Mac's temporary folder is behind a link.
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), `${name}-`)));
  const file = path.join(folder, "compose.yaml");
  const runner = new ProcessRunner({ trusted: () => true, env: process.env, logger: SILENT });

  async function run(...args: string[]): Promise<string> {
    const result = await runner.run({ program: docker ?? "", args, cwd: folder, limit: 1_000_000 });
    if (result.exitCode !== 0) throw new Error(`docker ${args.join(" ")}: ${result.stderr}`);
    return result.stdout;
  }

  const isSince = (version: string) =>
    composeIsSince(version, runner, { docker, env: {} }, new AbortController().signal);

  const byProject = ["--filter", `label=com.docker.compose.project=${name}`];

  async function containers(): Promise<Readonly<Record<string, Listed>>> {
    const format = '{{.Label "com.docker.compose.service"}} {{.ID}} {{.State}}';
    const lines = (await run("ps", "--all", "--no-trunc", ...byProject, "--format", format)).trim();
    return Object.fromEntries(
      (lines === "" ? [] : lines.split("\n")).map((line) => {
        const [service = "", id = "", state = ""] = line.split(" ");
        return [service, { id, state }];
      }),
    );
  }

  async function removeAll(): Promise<void> {
    const ids = (await run("ps", "--all", "--quiet", ...byProject)).split("\n").filter(Boolean);
    if (ids.length > 0) await run("rm", "--force", "--volumes", ...ids);
    for (const kind of ["network", "volume"]) {
      const left = (await run(kind, "ls", "--quiet", ...byProject)).split("\n").filter(Boolean);
      if (left.length > 0) await run(kind, "rm", ...left);
    }
    const images = (await run("image", "ls", "--quiet", ...byProject)).split("\n").filter(Boolean);
    if (images.length > 0) await run("image", "rm", "--force", ...new Set(images));
  }

  return {
    name,
    folder,
    file,
    docker,
    runner,
    run,

    async write(relative, text) {
      const target = path.join(folder, relative);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    },

    async act({ files = [file], env = {}, signal, onText, ...request }) {
      const set = { files, projectDir: folder, runDir: folder, envFiles: [] };
      const context = {
        docker,
        project: name,
        profiles: undefined,
        env,
        own: {},
        everyProfile: false,
        hashWithoutDependencies: await isSince("2.29.3"),
        ...(files.length === 0 ? {} : { set }),
      };
      let output = "";
      const result = await runAction({
        runner,
        commands: composeCommands(context, { services: [], ...request }),
        signal: signal ?? new AbortController().signal,
        emit: (text) => {
          output += text;
          onText?.(text);
        },
        logger: SILENT,
      });
      return { result, output };
    },

    containers,
    isSince,

    async runs() {
      const listed = Object.entries(await containers());
      if (listed.length === 0) return {};
      const ids = listed.map(([, { id }]) => id);
      const times = (await run("inspect", "--format", "{{.State.StartedAt}}", ...ids)).trim().split("\n");
      return Object.fromEntries(
        listed.map(([service, each], index) => [service, { ...each, startedAt: times[index] ?? "" }]),
      );
    },

    async volumes() {
      const names = await run("volume", "ls", "--quiet", ...byProject);
      return names.split("\n").filter(Boolean).sort();
    },

    async dispose() {
      await removeAll();
      runner.dispose();
      await runner.ended();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
