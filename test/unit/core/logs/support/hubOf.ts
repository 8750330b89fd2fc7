import { LogHub, type LogHubPorts } from "../../../../../src/core/logs/logHub.ts";
import type { Watched } from "../../engine/support/watched.ts";

/** Reads the logs of the containers that are watched. */
export function hubOf(watched: Watched, options: Partial<LogHubPorts> = {}): LogHub {
  const fail = (text: string) => {
    throw new Error(text);
  };
  return new LogHub({
    connected: () => watched.engine,
    container: (id) => watched.containers?.get(id),
    onContainersChanged: watched.onChanged,
    logger: { debug() {}, info() {}, warn: fail, error: fail },
    ...options,
  });
}
