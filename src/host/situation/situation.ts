import type { EndpointSource, EngineState, StackState } from "../../shared/model.ts";
import type { CoreState } from "../core/coreState.ts";
import { ownStacks } from "../status/stackStatus.ts";

/** The one thing that the view is about; each but `starting` and `stacks` has a welcome text in package.json. */
export type Situation =
  | "starting"
  | "stopped"
  | "noFolder"
  | "untrusted"
  | "noEngine"
  | "noCli"
  | "noCompose"
  | "stacks";

/** @param hasFolder a folder of a real file system is open */
export function situationOf(core: CoreState, hasFolder: boolean): Situation {
  const { app, status, reached } = core;
  if (!hasFolder) return "noFolder";
  if (app.trust === "untrusted") return "untrusted";
  if (status === "stopped") return "stopped";
  const unreachable = app.engine.kind === "unreachable";
  // Rows of which nothing is known only help those who have seen more of them.
  if (unreachable && !(reached && app.stacks.length > 0)) return "noEngine";
  if (app.stacks.length === 0) return app.settled ? "noCompose" : "starting";
  // Other people's projects are no answer to a window that has yet to find its own.
  if (!reached || !(app.settled || ownStacks(app.stacks).length > 0)) return "starting";
  return app.cli.kind === "missing" && !app.stacks.some(hasContainers) ? "noCli" : "stacks";
}

/** Without the docker command there is no word on what the files declare: what runs is all there is to show. */
function hasContainers(stack: StackState): boolean {
  return stack.services.some((service) => service.containers.length > 0);
}

/** How the engine that can't be reached was chosen, as welcome texts ask for it; `undefined` where one can. */
export type EngineProblem = "chosen" | "setting" | "variable" | "context" | "socket" | "none";

const PROBLEMS: Record<EndpointSource, EngineProblem> = {
  "chosen context": "chosen",
  setting: "setting",
  DOCKER_HOST: "variable",
  context: "context",
  "default socket": "socket",
};

export function engineProblem(engine: EngineState): EngineProblem | undefined {
  if (engine.kind !== "unreachable") return undefined;
  return engine.endpoint === undefined ? "none" : PROBLEMS[engine.endpoint.source];
}

/** An action would have somebody to carry it out. */
export function canAct(core: CoreState): boolean {
  const { app, status } = core;
  return (
    status === "running" &&
    app.trust === "trusted" &&
    app.engine.kind === "connected" &&
    app.stacks.length > 0
  );
}
