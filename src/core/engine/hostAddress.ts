/** Where a Docker host string points. */
export type HostAddress =
  /** A Unix socket or a Windows named pipe. */
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number; readonly tls: boolean }
  /** `ssh://` and whatever else may come: the docker command knows the way, or says that there is none. */
  | { readonly kind: "command"; readonly scheme: string }
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
      return { kind: "command", scheme: scheme.toLowerCase() };
  }
}

/**
 * Adds what a user left out: the scheme, where a path is a socket and `name:port` is TCP, and the home folder for `~`,
 * which no shell stood there to replace.
 */
export function completeHost(text: string, homeDir: string): string {
  const host = text.trim().replace(/^(unix:\/\/)?~(?=[\\/])/, (_all, scheme = "") => `${scheme}${homeDir}`);
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
