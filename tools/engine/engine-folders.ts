import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where one private engine keeps its things. */
export interface EngineFolders {
  folder: string;
  data: string;
  /** State of what runs now: sockets, network namespaces. */
  exec: string;
  socket: string;
  pidFile: string;
  config: string;
  log: string;
}

/** The kernel's limit for the path of a unix socket is 107 bytes; the longest below the state folder takes 33 of them. */
const longestStateFolder = 107 - "/containerd/containerd-debug.sock".length;

export function engineFolders(parent: string, name: string): EngineFolders {
  const folder = join(parent, name);
  const own = join(folder, "run");
  const short = join("/run", `devloop-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`);
  const state = Buffer.byteLength(own) <= longestStateFolder ? own : short;
  return {
    folder,
    data: join(folder, "data"),
    exec: state,
    socket: join(state, "docker.sock"),
    pidFile: join(folder, "dockerd.pid"),
    config: join(folder, "daemon.json"),
    log: join(folder, "dockerd.log"),
  };
}
