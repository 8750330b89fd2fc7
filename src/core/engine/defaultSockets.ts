import { createConnection } from "node:net";
import path from "node:path";

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
}

/** Whether something is there, and whether it lets us in. `listening` is an engine only by its place. */
export type SocketProbe = "listening" | "refused" | "absent";

const PROBE_LIMIT_MS = 500;

/** Where engines listen when nobody configured anything, the likeliest first. */
export function defaultSockets({ env, homeDir, platform }: Machine): string[] {
  if (platform === "win32") {
    return ["docker_engine", "dockerDesktopLinuxEngine", "podman-machine-default"].map(
      (name) => `//./pipe/${name}`,
    );
  }
  const runtime = env["XDG_RUNTIME_DIR"];
  return [
    "/var/run/docker.sock",
    ...(runtime ? [path.posix.join(runtime, "docker.sock")] : []),
    path.posix.join(homeDir, ".docker/run/docker.sock"),
    path.posix.join(homeDir, ".docker/desktop/docker.sock"),
    path.posix.join(homeDir, ".colima/default/docker.sock"),
    path.posix.join(homeDir, ".orbstack/run/docker.sock"),
    path.posix.join(homeDir, ".rd/docker.sock"),
    ...(runtime ? [path.posix.join(runtime, "podman/podman.sock")] : []),
    path.posix.join(homeDir, ".local/share/containers/podman/machine/podman.sock"),
    "/run/podman/podman.sock",
  ];
}

/** Connects and hangs up: a socket file may outlive its engine, so that it exists says little. Never rejects. */
export function probeSocket(socket: string): Promise<SocketProbe> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    const settle = (result: SocketProbe) => {
      connection.destroy();
      resolve(result);
    };
    // An engine that is merely slow to accept is still the one that is meant.
    connection.setTimeout(PROBE_LIMIT_MS, () => settle("listening"));
    connection.once("connect", () => settle("listening"));
    connection.once("error", (error: NodeJS.ErrnoException) =>
      settle(error.code === "ENOENT" || error.code === "ENOTDIR" ? "absent" : "refused"),
    );
  });
}
