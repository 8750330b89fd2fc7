import type { EngineState } from "../../shared/model.ts";

/**
 * The variables that make the `docker` command talk to the engine that is watched. A context keeps its name:
 * it may carry certificates, or a host that only the command can reach.
 * @throws Error, in words for the user, where no engine is watched: the command would choose one by itself
 */
export function endpointEnv(engine: EngineState): Record<string, string> {
  if (!("endpoint" in engine) || engine.endpoint === undefined) {
    throw new Error(
      engine.kind === "unreachable" ? `${engine.reason} ${engine.advice}` : "Docker has not answered yet.",
    );
  }
  const { endpoint } = engine;
  return endpoint.context === undefined
    ? { DOCKER_HOST: endpoint.host }
    : { DOCKER_CONTEXT: endpoint.context };
}
