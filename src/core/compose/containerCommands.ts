import type { ActionKind } from "../../shared/model.ts";
import { type Command, type DockerContext, nowhere } from "./command.ts";

export interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * What is done to containers by their ids, without Compose: those that it did not make, and single ones. `down` takes
 * them away, running or not; never their volumes.
 * @throws Error, in words for the user, for what takes a compose file
 */
export function containerCommands(
  { docker, env }: DockerContext,
  kind: ActionKind,
  containers: readonly Named[],
): Command[] {
  const { title, args } = verb(kind);
  if (containers.length === 0) throw new Error("There is no container left to do that to.");
  return [
    {
      title: `${title} ${containers.map(({ name }) => name).join(", ")}`,
      program: docker,
      args: [...args, "--", ...containers.map(({ id }) => id)],
      cwd: nowhere(),
      env,
    },
  ];
}

function verb(kind: ActionKind): { title: string; args: readonly string[] } {
  switch (kind) {
    case "start":
      return { title: "Start", args: ["start"] };
    case "stop":
      return { title: "Stop", args: ["stop"] };
    case "restart":
      return { title: "Restart", args: ["restart"] };
    case "kill":
      return { title: "Kill", args: ["kill"] };
    case "pause":
      return { title: "Pause", args: ["pause"] };
    case "unpause":
      return { title: "Unpause", args: ["unpause"] };
    case "down":
      return { title: "Remove", args: ["rm", "--force"] };
    case "up":
    case "recreate":
    case "build":
    case "rebuild":
    case "pull":
      throw new Error(
        "Compose did not make this container, so no file says how to make it anew. It can be started, stopped, restarted, killed, paused and removed.",
      );
  }
}
