export interface SshAddress {
  readonly user?: string;
  readonly hostname: string;
  readonly port?: number;
  /** The engine's socket on the far side; absent: where the docker command there finds it. */
  readonly socket?: string;
}

/**
 * Reads `ssh://[user@]host[:port][/socket]`, as the docker command (28.5) does. `undefined` for what that refuses:
 * a password, a query; it then says why.
 */
export function parseSsh(host: string): SshAddress | undefined {
  const found =
    /^ssh:\/\/(?:([^@:/?#\s]+)@)?(\[[0-9a-f:.%]+\]|[^@:/?#\s[\]]+)(?::(\d{1,5}))?(\/[^?#]*)?$/i.exec(host);
  const [, user, hostname, port, path = "/"] = found ?? [];
  // What begins with a hyphen would be an option.
  if (hostname === undefined || hostname.startsWith("-") || user?.startsWith("-")) return undefined;
  return {
    hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
    ...(user === undefined ? {} : { user: decodeURIComponentOr(user) }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(path === "/" ? {} : { socket: decodeURIComponentOr(path) }),
  };
}

/** The options and the name by which `ssh` reaches the machine. */
export function sshTarget({ user, hostname, port }: SshAddress): { options: string[]; name: string } {
  return {
    options: [
      ...(user === undefined ? [] : ["-l", user]),
      ...(port === undefined ? [] : ["-p", String(port)]),
    ],
    name: hostname,
  };
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
