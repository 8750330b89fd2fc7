import type { EndpointInfo } from "../../shared/model.ts";

/** Where the endpoint came from, and is changed, as the end of an advice. */
export function originOf({ source, context }: EndpointInfo): string {
  switch (source) {
    case "chosen context":
      return context === undefined
        ? 'the Docker context "default", which was chosen here'
        : `the Docker context "${context}", which was chosen here`;
    case "setting":
      return "the setting devloop.dockerHost";
    case "DOCKER_HOST":
      return "the environment variable DOCKER_HOST";
    case "context":
      return `the Docker context "${context ?? ""}"`;
    case "default socket":
      return "the setting devloop.dockerHost";
  }
}
