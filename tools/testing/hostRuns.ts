import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A situation in which VS Code is opened, and the test files that belong to it. */
export interface HostRun {
  readonly name: string;
  readonly trust: "disabled" | "enabled";
  /** A regular expression on the test files' paths below test/host. */
  readonly files: string;
  /** Makes the folder to open, and the environment that the tests read. */
  workspace(hostTests: string): Promise<Workspace>;
}

interface Workspace {
  readonly folder: string;
  readonly env: Record<string, string>;
  remove(): Promise<void>;
}

export const HOST_RUNS: readonly HostRun[] = [
  { name: "a stack", trust: "disabled", files: "^stack/", workspace: (tests) => copyOf(tests, "stack", {}) },
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

/** A copy, so that what a test writes stays out of the clone, under a project name that no other run has. */
async function copyOf(hostTests: string, fixture: string, env: Record<string, string>): Promise<Workspace> {
  const folder = await freshFolder();
  await cp(path.join(hostTests, "fixtures", fixture), folder, { recursive: true });
  return workspace(folder, { ...env, COMPOSE_PROJECT_NAME: path.basename(folder).toLowerCase() });
}

async function emptyFolder(): Promise<Workspace> {
  return workspace(await freshFolder(), {});
}

function workspace(folder: string, env: Record<string, string>): Workspace {
  return { folder, env, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Its real path: Compose writes real paths on its labels, and temporary folders are links on some systems. */
async function freshFolder(): Promise<string> {
  return await realpath(await mkdtemp(path.join(tmpdir(), "devloop-host-")));
}
