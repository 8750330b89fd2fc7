import type { EngineState } from "../../shared/model.ts";

/** Whether the engine's machine is this one, so that its paths are this one's: a socket, or a loopback address. */
export function isLocalEndpoint(state: EngineState): boolean {
  if (state.kind === "idle" || state.endpoint === undefined) return false;
  return /^(?:unix|npipe):|^(?:tcp|https?):\/\/(?:127\.[\d.]+|localhost|\[::1\])(?::|\/|$)/.test(
    state.endpoint.host,
  );
}
