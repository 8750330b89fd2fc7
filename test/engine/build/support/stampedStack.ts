import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type ComposeProject, shellImage } from "../../support/composeProject.ts";

const execute = promisify(execFile);

const ARGUMENTS =
  "ARG GIT_COMMIT=none\nARG BUILD_DATE\nARG CACHE_BUST\nENV C=$GIT_COMMIT D=$BUILD_DATE B=$CACHE_BUST\n";

/** Runs git in the project's folder, as somebody who needs no configuration. */
export async function git({ folder }: ComposeProject, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", "-c", "init.defaultBranch=main"];
  return (await execute("git", [...who, ...args], { cwd: folder })).stdout.trim();
}

/** The variables of a service's image, as `NAME=value`. */
export async function variables(project: ComposeProject, service: string): Promise<string[]> {
  const name = `${project.name}-${service}`;
  return JSON.parse(await project.run("image", "inspect", "--format", "{{json .Config.Env}}", name));
}

/**
 * A repository with two modes, `dev.yaml` and `production.yaml`. Of production's services, `web` and `pinned` declare
 * the build arguments and keep them as C, D and B; `pinned` is given a commit by the compose file.
 */
export async function writeStampedStack(project: ComposeProject): Promise<void> {
  const image = await shellImage();
  await project.write(
    "web/Dockerfile",
    `FROM ${image} AS dev\nENV MODE=dev\nFROM dev AS runtime\n${ARGUMENTS}`,
  );
  await project.write("pinned/Dockerfile", `FROM ${image}\n${ARGUMENTS}`);
  await project.write("plain/Dockerfile", `FROM ${image}\nENV MODE=plain\n`);
  await project.write(
    "production.yaml",
    `services:
  web: { build: { context: web, args: { GIT_COMMIT: "" } } }
  pinned: { build: { context: pinned, args: { GIT_COMMIT: v1 } } }
  plain: { build: plain, depends_on: [web] }
`,
  );
  await project.write("dev.yaml", "services:\n  web: { build: { context: web, target: dev } }\n");
  await git(project, "init", "--quiet");
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "--message", "one");
}
