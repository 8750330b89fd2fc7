import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { debianMachine } from "../../../tools/engine/machine.ts";
import { inNetworkOf } from "../../../tools/engine/own-network.ts";
import { type Prefix, remotePackages } from "../../../tools/engine/packages.ts";
import type { PrivateEngine } from "../../../tools/engine/private-engine.ts";
import { type SshServer, sshServer } from "../../../tools/engine/ssh-server.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { endpointOf } from "./docker.ts";

/** What an ssh server and certificates are made of. */
export async function remoteTools(): Promise<Prefix> {
  const machine = debianMachine(process.env);
  if (machine === undefined) throw new Error("This needs Debian.");
  return remotePackages({ machine, progress: createProgress("remote"), env: process.env });
}

export interface SshEngine {
  readonly server: SshServer;
  /** The DOCKER_HOST value that leads to the tests' engine. */
  readonly host: string;
  remove(): Promise<void>;
}

/**
 * The engine that the environment names, reached by way of an sshd on this machine, which runs.
 * @param remotePath what a command finds on the far side
 */
export async function sshEngine(remotePath = process.env["PATH"] ?? ""): Promise<SshEngine> {
  const folder = await mkdtemp(path.join(tmpdir(), "devloop-ssh-"));
  const server = await sshServer({
    folder,
    packages: await remoteTools(),
    remotePath,
    env: process.env,
  });
  await server.start();
  const { host } = await endpointOf();
  if (!host.startsWith("unix://")) throw new Error(`A socket is needed on the far side, not ${host}.`);
  return {
    server,
    host: server.dockerHost(host.slice("unix://".length)),
    async remove() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs in the engine's network: joins a socket file, which is the same in all networks, and the engine's port. */
const JOIN = `const net = require("node:net");
const [, file, port] = process.argv;
net.createServer((near) => {
  const far = net.connect(Number(port), "127.0.0.1");
  near.pipe(far).pipe(near);
  for (const socket of [near, far]) socket.on("error", () => { near.destroy(); far.destroy(); });
}).listen(file, () => console.log("ready"));`;

export interface Relay {
  /** On 127.0.0.1 of this machine. */
  readonly port: number;
  remove(): Promise<void>;
}

/** Leads to a port of an engine that has a network of its own. */
export async function relayTo(engine: PrivateEngine, port: number): Promise<Relay> {
  const folder = await mkdtemp(path.join(tmpdir(), "devloop-relay-"));
  const file = path.join(folder, "relay.sock");
  const pid = engine.pid();
  if (pid === undefined) throw new Error("The engine does not run.");
  const [program = "", ...args] = inNetworkOf(pid, [process.execPath, "-e", JOIN, file, String(port)]);
  const inside: ChildProcess = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (inside.stdout) await once(inside.stdout, "data");
  const server = createServer((near) => {
    const far = connect(file);
    near.pipe(far).pipe(near);
    for (const socket of [near, far])
      socket.on("error", () => {
        near.destroy();
        far.destroy();
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async remove() {
      server.close();
      inside.kill();
      await once(inside, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
