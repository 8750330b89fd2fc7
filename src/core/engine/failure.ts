import type { EndpointInfo } from "../../shared/model.ts";
import { describeDialFailure } from "./dialFailure.ts";
import { originOf } from "./endpointOrigin.ts";
import { type Failure, StreamEnded, statusCode, UnsupportedEngine } from "./engineErrors.ts";
import { parseHost } from "./hostAddress.ts";
import { DialFailed } from "./stdioDial.ts";
import { EngineTimeout } from "./timeLimit.ts";
import { describeTlsFailure } from "./tlsFailure.ts";

/** Puts an error of {@link EngineClient} into words. */
export function describeFailure(error: unknown, endpoint: EndpointInfo): Failure {
  const { host } = endpoint;
  const start = startAdvice(endpoint);
  if (error instanceof DialFailed) return describeDialFailure(error, endpoint);
  if (error instanceof UnsupportedEngine) return { reason: error.reason, advice: error.advice };
  if (error instanceof EngineTimeout) {
    return {
      reason: `Docker at ${host} does not answer.`,
      advice: "Look whether Docker is stuck, and restart it.",
    };
  }
  if (error instanceof StreamEnded)
    return { reason: `Docker at ${host} ended the connection.`, advice: start };
  const status = statusCode(error);
  if (status !== undefined) return describeStatus(status, error, endpoint);
  const code = errorCode(error);
  switch (code) {
    case "ENOENT":
      return { reason: `Docker is not running: there is no ${host}.`, advice: start };
    case "ECONNREFUSED":
      return { reason: `Docker is not running: nothing listens at ${host}.`, advice: start };
    case "EACCES":
    case "EPERM":
      return {
        reason: `You are not allowed to use Docker at ${host}.`,
        advice:
          "Add your user to the docker group (sudo usermod -aG docker $USER), then log out and in again.",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        reason: `The name in ${host} can't be resolved.`,
        advice: `Check the network, and ${originOf(endpoint)}.`,
      };
    case "ECONNRESET":
    case "EPIPE":
      return { reason: `Docker at ${host} ended the connection.`, advice: start };
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return {
        reason: `The machine of ${host} can't be reached.`,
        advice: `Check the network, and ${originOf(endpoint)}.`,
      };
    default:
      break;
  }
  const tls = describeTlsFailure(code, message(error), endpoint);
  if (tls) return tls;
  return {
    reason: `Docker at ${host} can't be reached: ${message(error)}.`,
    advice: `Check ${originOf(endpoint)}.`,
  };
}

function describeStatus(status: number, error: unknown, endpoint: EndpointInfo): Failure {
  const said = message(error).replace(/^\(HTTP code \d+\) \w[\w ]* - /, "");
  if (status === 400 && /HTTPS server/i.test(said)) {
    return {
      reason: `Docker at ${endpoint.host} wants a secure connection.`,
      advice: "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a Docker context with certificates.",
    };
  }
  return {
    reason: `Docker at ${endpoint.host} answered with an error (HTTP ${status}): ${said}.`,
    advice: status === 401 || status === 403 ? `Check ${originOf(endpoint)}.` : "See Docker's own log.",
  };
}

function startAdvice(endpoint: EndpointInfo): string {
  return parseHost(endpoint.host).kind !== "socket"
    ? `Start Docker there, or check ${originOf(endpoint)}.`
    : `Start Docker, or check ${originOf(endpoint)}.`;
}

/** Connecting to a name with several addresses gives one error around an error for each. */
function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function message(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return message(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return (
    text
      .trim()
      .split("\n", 1)[0]
      ?.replace(/[.\s]+$/, "") ?? ""
  );
}
