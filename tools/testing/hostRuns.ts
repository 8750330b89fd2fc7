import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureTestTools } from "../engine/test-tools.ts";
import { createProgress } from "../support/progress.ts";

/** A situation in which VS Code is opened, and the test files that belong to it. */
export interface HostRun {
  readonly name: string;
  readonly trust: "disabled" | "enabled";
  /** A regular expression on the test files' paths below test/host. */
  readonly files: string;
  /** Makes the folder to open, and the environment that the tests read. @param env names the engine */
  workspace(hostTests: string, env: NodeJS.ProcessEnv): Promise<Workspace>;
}

interface Workspace {
  readonly folder: string;
  readonly env: Record<string, string>;
  remove(): Promise<void>;
}

export const HOST_RUNS: readonly HostRun[] = [
  {
    name: "a stack",
    trust: "disabled",
    files: "^stack/",
    workspace: async (tests, env) => copyOf(tests, "stack", await reloadTools(env)),
  },
  {
    name: "an untrusted folder",
    trust: "enabled",
    files: "^untrusted/",
    workspace: (tests) => copyOf(tests, "stack", {}),
  },
  { name: "no compose file", trust: "disabled", files: "^no-compose/", workspace: () => emptyFolder() },
  {
    name: "no engine",
    trust: "disabled",
    files: "^no-engine/",
    workspace: (tests) => copyOf(tests, "stack", { DOCKER_HOST: "unix:///nonexistent/docker.sock" }),
  },
];

/** What a service that reloads is made of: the tests themselves run where it can't be made. */
async function reloadTools(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const progress = createProgress("host");
  const { rustImage, programs } = await ensureTestTools({ engine: { env: {} }, progress, env });
  return { DEVLOOP_TEST_RUST_IMAGE: rustImage, DEVLOOP_TEST_CARGO_WATCH: programs["cargo-watch"] };
}

/** A copy, so that what a test writes stays out of the clone, under a project name that no other run has. */
async function copyOf(hostTests: string, fixture: string, env: Record<string, string>): Promise<Workspace> {
  const folder = await freshFolder();
  await cp(path.join(hostTests, "fixtures", fixture), folder, { recursive: true });
  return workspace(folder, { ...env, COMPOSE_PROJECT_NAME: path.basename(folder).toLowerCase() });
}

async function emptyFolder(): Promise<Workspace> {
  return workspace(await freshFolder(), {});
}

/** What Dev Loop keeps goes to a place beside the folder, not to the user's. */
function workspace(folder: string, env: Record<string, string>): Workspace {
  const state = `${folder}-state`;
  return {
    folder,
    env: { ...env, XDG_STATE_HOME: state },
    async remove() {
      for (const each of [folder, state]) await rm(each, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Its real path: Compose writes real paths on its labels, and temporary folders are links on some systems. */
async function freshFolder(): Promise<string> {
  return await realpath(await mkdtemp(path.join(tmpdir(), "devloop-host-")));
}
