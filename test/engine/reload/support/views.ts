import path from "node:path";
import * as z from "zod/mini";
import type { ServiceState } from "../../../../src/shared/model.ts";
import type { ComposeProject } from "../../support/composeProject.ts";
import { type StackApp, stackApp } from "../../support/stackApp.ts";

const CLI = path.join(import.meta.dirname, "../../../../src/cli/main.ts");

export function serviceOf(stack: StackApp["stack"], name: string): ServiceState {
  const service = stack.services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`There is no service ${name}.`);
  return service;
}

/** What a window says that is opened now. */
export async function seenAfresh(project: ComposeProject, name: string): Promise<ServiceState> {
  const fresh = await stackApp(project.name, project.folder);
  try {
    await fresh.app.looked();
    return serviceOf(fresh.stack, name);
  } finally {
    await fresh.dispose();
  }
}

const Status = z.object({
  stacks: z.array(z.object({ project: z.string(), services: z.array(z.looseObject({ name: z.string() })) })),
});

/** What `devloop status --json` says. */
export async function seenByCommand(project: ComposeProject, name: string): Promise<ServiceState> {
  const result = await devloop(project, "status", "--json");
  if (result.exitCode === 2) throw new Error(`devloop status: ${result.stderr}`);
  const { stacks } = z.parse(Status, JSON.parse(result.stdout));
  const service = stacks
    .find((each) => each.project === project.name)
    ?.services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`devloop status tells no service ${name}: ${result.stdout}`);
  // It is what the core's own state was printed from.
  return service as unknown as ServiceState;
}

/** What `devloop wait` ends with: its exit code, and what it says. */
export async function waitedFor(project: ComposeProject, name: string): Promise<Waited> {
  const { exitCode, stdout, stderr } = await devloop(project, "wait", "--timeout", "40s", "--service", name);
  return { exitCode, text: `${stdout}${stderr}` };
}

export interface Waited {
  readonly exitCode: number | undefined;
  readonly text: string;
}

function devloop({ runner, folder }: ComposeProject, ...args: string[]) {
  return runner.run({
    program: process.execPath,
    args: [CLI, ...args, folder],
    cwd: folder,
    limit: 1_000_000,
  });
}
