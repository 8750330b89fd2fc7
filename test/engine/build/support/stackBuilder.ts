import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import type { BuildIntent } from "../../../../src/core/build/history/ports.ts";
import type { ProgressItem } from "../../../../src/core/build/progress/item.ts";
import type { OwnBuildFacts } from "../../../../src/core/build/run/ports.ts";
import { ComposeWatches } from "../../../../src/core/compose/composeWatches.ts";
import { readModel } from "../../../../src/core/compose/config.ts";
import { DockerCli } from "../../../../src/core/compose/dockerCli.ts";
import type { KnownSet } from "../../../../src/core/compose/model.ts";
import { ActionQueue } from "../../../../src/core/compose/queue.ts";
import { runStackAction, type StackActionPorts } from "../../../../src/core/compose/stackActions.ts";
import { selectStacks } from "../../../../src/core/stack/select.ts";
import { EMPTY_STORE } from "../../../../src/core/stack/store.ts";
import type { BuildResult } from "../../../../src/shared/builds.ts";
import {
  type ActionRequest,
  type ActionResult,
  type BuildSettings,
  DEFAULT_BUILD,
} from "../../../../src/shared/protocol.ts";
import { type ComposeProject, shellImage } from "../../support/composeProject.ts";
import { endpointOf } from "../../support/docker.ts";

/** What was told of a build that buildx keeps no history of. */
export interface OwnBuilt {
  readonly facts: OwnBuildFacts;
  readonly items: ProgressItem[];
  result?: BuildResult;
  output?: string;
}

export interface Built {
  readonly result: ActionResult;
  readonly output: string;
  /** The command lines, from `docker` on. */
  readonly lines: readonly string[];
  readonly intents: readonly BuildIntent[];
  readonly own: readonly OwnBuilt[];
}

export interface BuildOptions extends Partial<ActionRequest> {
  readonly kind: ActionRequest["kind"];
  /** The names of the modes' files; the first is the one that is active. */
  readonly modes?: readonly string[];
  readonly settings?: Partial<BuildSettings>;
  /** False: as where buildx has no history. */
  readonly history?: boolean;
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

/** Acts on a project as Dev Loop does, from what Compose says of its files; tells what came of it. */
export async function build(project: ComposeProject, options: BuildOptions): Promise<Built> {
  const { modes = ["compose.yaml"], settings = {}, history = true, signal, onText, ...request } = options;
  const { docker, runner, folder, name } = project;
  const sets = await Promise.all(modes.map((file) => readSet(project, file)));
  const store = {
    ...EMPTY_STORE,
    folders: [folder],
    sets,
    containers: new Map(),
    chosen: { [name]: sets[0]?.id ?? "" },
  };
  const intents: BuildIntent[] = [];
  const own: OwnBuilt[] = [];
  const endpoint = await endpointOf();
  const ports: StackActionPorts = {
    stack: (id) => selectStacks(store).find((each) => each.id === id),
    store: () => store,
    engine: () => ({ kind: "connecting", endpoint }),
    checkAlive: async () => {},
    relist: async () => {},
    queue: new ActionQueue(),
    watches: new ComposeWatches(),
    programs: { env: process.env, platform: process.platform },
    cli: new DockerCli(async () => docker),
    runner,
    logger: SILENT,
    buildSettings: () => ({ ...DEFAULT_BUILD, ...settings }),
    hasImage: async (image) => (await project.run("image", "ls", "--quiet", image)).trim() !== "",
    builds: async () => ({
      intend: async (intent) => {
        intents.push(intent);
        return { end: async () => {} };
      },
      hasHistory: async () => history,
      begin: (facts) => {
        const built: OwnBuilt = { facts, items: [] };
        own.push(built);
        return {
          push: (items) => void built.items.push(...items),
          end: async (result, output) => void Object.assign(built, { result, output }),
        };
      },
    }),
  };
  let output = "";
  const result = await runStackAction(
    ports,
    { stackId: name, services: [], ...request },
    signal ?? new AbortController().signal,
    async (text) => {
      output += text;
      onText?.(text);
    },
  );
  return {
    result,
    output,
    lines: [...output.matchAll(/^\$ (.*)$/gm)].map(([, line = ""]) => line),
    intents,
    own,
  };
}

async function readSet({ docker, runner, folder, name }: ComposeProject, file: string): Promise<KnownSet> {
  const set = {
    id: path.join(folder, file),
    label: path.basename(file, ".yaml"),
    files: [path.join(folder, file)],
    projectDir: folder,
    runDir: folder,
    origin: "found" as const,
    project: name,
    envFiles: [],
    commands: {},
  };
  const read = await readModel({
    runner,
    docker,
    set,
    mayHaveProfiles: false,
    chosen: () => undefined,
    env: {},
    signal: new AbortController().signal,
  });
  if (read.kind !== "ok") throw new Error(JSON.stringify(read));
  return { ...set, model: read.model };
}

/** Command lines of this machine's living processes that hold the mark; containers' and build steps' are among them. */
function processes(mark: string): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(mark) ? [line] : [];
      } catch {
        return [];
      }
    });
}

/**
 * Cancels a build in the middle of a step. Resolves when the step's processes have ended, with how the build was told
 * and what buildx's list says of it; `undefined` where buildx has none.
 */
export async function cancelInStep(
  project: ComposeProject,
  history: boolean,
): Promise<{ readonly built: Built; readonly statuses: readonly string[] | undefined }> {
  const mark = `echo ${project.name}`;
  const image = await shellImage();
  await project.write("Dockerfile", `FROM ${image}\nRUN echo working; sleep 86399; ${mark}\n`);
  await project.write("compose.yaml", "services:\n  web:\n    build: .\n");
  const abort = new AbortController();
  let seen = "";
  const onText = (text: string) => {
    seen += text;
    if (/\d working\n/.test(seen)) abort.abort();
  };
  const built = await build(project, { kind: "build", history, signal: abort.signal, onText });
  // Nothing of ours is left the moment it resolves; BuildKit ends the step when the client has gone.
  expect(processes(project.folder)).toEqual([]);
  await expect.poll(() => processes(mark), { timeout: 20_000 }).toEqual([]);
  const listed = await project.run("buildx", "history", "ls", "--format", "json").catch(() => undefined);
  // A build is called by its context's folder.
  const own = listed?.split("\n").filter((line) => line.includes(path.basename(project.folder)));
  return { built, statuses: own?.map((line) => JSON.parse(line).status) };
}
