import type { EndpointInfo } from "../../shared/model.ts";
import { originOf } from "./endpointOrigin.ts";
import type { Failure } from "./engineErrors.ts";

/** Puts an error of Node's TLS (24, OpenSSL 3.5) into words; `undefined` for any other. */
export function describeTlsFailure(
  code: string | undefined,
  said: string,
  endpoint: EndpointInfo,
): Failure | undefined {
  const { host, context } = endpoint;
  const files = context === undefined ? "DOCKER_CERT_PATH" : `the Docker context "${context}"`;
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return {
        reason: `The certificate of Docker at ${host} has expired.`,
        advice: "Renew it on that machine and restart Docker there.",
      };
    case "CERT_NOT_YET_VALID":
      return {
        reason: `The certificate of Docker at ${host} is not valid yet.`,
        advice: "Compare the clocks of the two machines.",
      };
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return {
        reason: `The certificate of Docker at ${host} is of an authority that is not known here (${said}).`,
        advice: `Put that authority's certificate into ${files} as ca.pem.`,
      };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        reason: `The certificate of Docker at ${host} is for another name.`,
        advice: `Use one of its names in ${originOf(endpoint)}, or have one made that names this address.`,
      };
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return {
        reason: `No secure connection to ${host}: there seems to be no TLS at that port (${said}).`,
        advice: `Unset DOCKER_TLS_VERIFY where Docker listens without TLS, or check the port in ${originOf(endpoint)}.`,
      };
    default:
      break;
  }
  if (
    code !== undefined &&
    /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_)|HANDSHAKE_FAILURE/.test(code)
  ) {
    return {
      reason: `Docker at ${host} does not accept your certificate (${said}).`,
      advice: `Put a cert.pem and key.pem that its authority has signed into ${files}.`,
    };
  }
  if (!isTls(code, said)) return undefined;
  return {
    reason: `No secure connection to ${host}: ${said}.`,
    advice: "Check DOCKER_CERT_PATH and DOCKER_TLS_VERIFY, or the Docker context's certificates.",
  };
}

function isTls(code: string | undefined, said: string): boolean {
  return (
    /^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO)/.test(code ?? "") ||
    /certificate/i.test(said)
  );
}
