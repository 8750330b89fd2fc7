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
  const { join } = path.posix;
  const runtime = env["XDG_RUNTIME_DIR"];
  const temporary = env["TMPDIR"];
  const machines = join(homeDir, ".local/share/containers/podman/machine");
  return [
    "/var/run/docker.sock",
    // Rootless Docker.
    ...(runtime ? [join(runtime, "docker.sock")] : []),
    // Docker Desktop on macOS, and on Linux.
    join(homeDir, ".docker/run/docker.sock"),
    join(homeDir, ".docker/desktop/docker.sock"),
    // Colima 0.4 and newer, where a ~/.colima is not there on Linux, and where a variable moved it.
    join(homeDir, ".colima/default/docker.sock"),
    join(env["XDG_CONFIG_HOME"] || join(homeDir, ".config"), "colima/default/docker.sock"),
    ...(env["COLIMA_HOME"] ? [join(env["COLIMA_HOME"], "default/docker.sock")] : []),
    join(homeDir, ".orbstack/run/docker.sock"),
    // Rancher Desktop.
    join(homeDir, ".rd/docker.sock"),
    // Lima's templates docker and docker-rootful.
    ...["docker", "docker-rootful"].map((name) =>
      join(env["LIMA_HOME"] || join(homeDir, ".lima"), name, "sock/docker.sock"),
    ),
    // Podman: rootless, its machine on macOS (before 5, 5 and newer), rootful.
    ...(runtime ? [join(runtime, "podman/podman.sock")] : []),
    join(machines, "podman.sock"),
    join(machines, "qemu/podman.sock"),
    join(machines, "podman-machine-default/podman.sock"),
    ...(temporary ? [join(temporary, "podman/podman-machine-default-api.sock")] : []),
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
