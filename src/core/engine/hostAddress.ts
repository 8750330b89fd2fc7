/** Where a Docker host string points, as far as it can be connected to from here. */
export type HostAddress =
  /** A Unix socket or a Windows named pipe. */
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number; readonly tls: boolean }
  /** Well-formed, but this extension has no way there. */
  | { readonly kind: "unsupported"; readonly scheme: string }
  | { readonly kind: "invalid" };

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** Reads `unix://…`, `npipe://…`, `tcp://…`, `http(s)://…`, `ssh://…`, as the docker command (28) writes them. */
export function parseHost(host: string): HostAddress {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(host) ?? [];
  if (scheme === undefined || rest === undefined || rest === "") return { kind: "invalid" };
  switch (scheme.toLowerCase()) {
    case "unix":
      return { kind: "socket", path: rest };
    case "npipe":
      // Docker writes npipe:////./pipe/x; the path is //./pipe/x.
      return { kind: "socket", path: rest };
    case "tcp":
    case "http":
    case "https":
      return parseTcp(scheme.toLowerCase(), rest);
    default:
      return { kind: "unsupported", scheme: scheme.toLowerCase() };
  }
}

/** Adds the scheme where a user left it out: a path is a socket, `name:port` is TCP. */
export function completeHost(text: string): string {
  const host = text.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) return host;
  if (/^[\\/]{2}\.[\\/]pipe[\\/]/.test(host)) return `npipe://${host.replaceAll("\\", "/")}`;
  if (host.startsWith("/")) return `unix://${host}`;
  return /^[^/\s]+:\d+$/.test(host) ? `tcp://${host}` : host;
}

function parseTcp(scheme: string, rest: string): HostAddress {
  try {
    // As http: the URL parser gives only its "special" schemes a host that is checked and normalized.
    const url = new URL(`http://${rest}`);
    const explicit = /:(\d+)(?:[/?#]|$)/.exec(rest.replace(/^\[[^\]]*\]/, ""))?.[1];
    const tls = scheme === "https" || explicit === String(TLS_PORT);
    const port = explicit === undefined ? (tls ? TLS_PORT : PLAIN_PORT) : Number(explicit);
    if (url.hostname === "") return { kind: "invalid" };
    return { kind: "tcp", hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"), port, tls };
  } catch {
    return { kind: "invalid" };
  }
}
