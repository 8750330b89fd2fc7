import type { EngineState } from "../../shared/model.ts";
import { parseHost } from "./hostAddress.ts";

/**
 * The variables that make the `docker` command talk to the engine that is watched. A context keeps its name:
 * it may carry certificates, or a host that only the command can reach. What would go before is emptied, which the
 * command (28.5) takes as unset: DOCKER_HOST goes before DOCKER_CONTEXT, and that before the current context.
 * @throws Error, in words for the user, where no engine is watched: the command would choose one by itself
 */
export function endpointEnv(engine: EngineState): Record<string, string> {
  if (!("endpoint" in engine) || engine.endpoint === undefined) {
    throw new Error(
      engine.kind === "unreachable" ? `${engine.reason} ${engine.advice}` : "Docker has not answered yet.",
    );
  }
  const { context, host } = engine.endpoint;
  if (context !== undefined) return { DOCKER_HOST: "", DOCKER_CONTEXT: context };
  const address = parseHost(host);
  if (address.kind !== "tcp") return { DOCKER_HOST: host };
  // The command knows neither http:// nor a port that means TLS.
  const tcp = `tcp://${bracketed(address.hostname)}:${address.port}`;
  return { DOCKER_HOST: tcp, ...(address.tls ? { DOCKER_TLS_VERIFY: "1" } : {}) };
}

function bracketed(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
