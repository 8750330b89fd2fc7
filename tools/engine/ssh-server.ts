import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listProcesses, signal, waitForExit } from "../support/processes.ts";
import { run } from "../support/run.ts";
import { which } from "../support/which.ts";
import type { Prefix } from "./packages.ts";
import { libraryFolders } from "./toolchain.ts";

const startLimitMs = 20_000;
const endLimitMs = 10_000;

/** A real sshd on 127.0.0.1, with keys and settings of its own: nobody's ~/.ssh is read or written. */
export interface SshServer {
  readonly port: number;
  /** Makes `ssh` find the key and the known host: an `ssh` of its own goes first on PATH. */
  readonly env: { readonly PATH: string };
  /** The DOCKER_HOST value for an engine's socket on the far side. */
  dockerHost(socket: string): string;
  /** Starts it unless it runs, and resolves when it greets. */
  start(): Promise<void>;
  /** Ends it and all its connections, as a machine that is switched off. */
  kill(): Promise<void>;
  /** Replaces what the client is told; the default is the right key and the right host. */
  client(settings: { key?: "right" | "unknown"; host?: "known" | "unknown" | "changed" }): void;
  /** How many connections there are to its port. */
  connections(): number;
}

export interface SshServerOptions {
  /** Exists, and belongs to the server alone. */
  folder: string;
  packages: Prefix;
  /** What a command finds on the far side. */
  remotePath: string;
  env: NodeJS.ProcessEnv;
}

/** Sets it up; it is not started yet. Needs root: sshd wants a user of its own, which it gets in a namespace of its own. */
export async function sshServer({ folder, packages, remotePath, env }: SshServerOptions): Promise<SshServer> {
  const root = packages.folder;
  const file = (name: string) => join(folder, name);
  const libraries = [...libraryFolders(root), env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter);
  const ownSsh = which("ssh", env["PATH"]);
  const privately = { ...env, LD_LIBRARY_PATH: libraries };
  const keygen = which("ssh-keygen", env["PATH"]) ?? join(root, "usr/bin/ssh-keygen");
  for (const key of ["host", "user", "other"])
    await run(keygen, ["-q", "-t", "ed25519", "-N", "", "-f", file(key)], { env: privately });
  const publicKey = (name: string) =>
    readFileSync(file(`${name}.pub`), "utf8")
      .split(" ")
      .slice(0, 2)
      .join(" ");
  const port = await freePort();
  writeFileSync(file("authorized_keys"), readFileSync(file("user.pub")));
  writeFileSync(
    file("passwd"),
    `${readFileSync("/etc/passwd", "utf8").trimEnd()}\n${PRIVILEGE_SEPARATION}\n`,
  );
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${file("host")}`,
    `PidFile ${file("sshd.pid")}`,
    `AuthorizedKeysFile ${file("authorized_keys")}`,
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin prohibit-password",
    `SetEnv PATH=${remotePath}`,
  ];
  writeFileSync(file("sshd_config"), `${settings.join("\n")}\n`);
  const ssh = ownSsh ?? join(root, "usr/bin/ssh");
  const bin = file("bin");
  mkdirSync(bin);
  const library = ownSsh === undefined ? `LD_LIBRARY_PATH='${libraries}' ` : "";
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\n${library}exec '${ssh}' -F '${file("ssh_config")}' "$@"\n`);
  chmodSync(join(bin, "ssh"), 0o755);

  function client({ key = "right", host = "known" }: Parameters<SshServer["client"]>[0]): void {
    const line = (name: string) => `[127.0.0.1]:${port} ${publicKey(name)}\n`;
    const known = { known: line("host"), unknown: "", changed: line("other") }[host];
    writeFileSync(file("known_hosts"), known);
    const lines = [
      `IdentityFile ${file(key === "right" ? "user" : "other")}`,
      "IdentitiesOnly yes",
      "IdentityAgent none",
      `UserKnownHostsFile ${file("known_hosts")}`,
      "GlobalKnownHostsFile /dev/null",
    ];
    writeFileSync(file("ssh_config"), `${lines.join("\n")}\n`);
  }
  client({});

  let server: ChildProcess | undefined;
  const children = (): number[] => (server?.pid === undefined ? [] : descendants(server.pid));
  return {
    port,
    env: { PATH: [bin, env["PATH"]].filter(Boolean).join(delimiter) },
    dockerHost: (socket) => `ssh://root@127.0.0.1:${port}${socket}`,
    client,
    async start() {
      if (server !== undefined) return;
      // sshd wants the folder, and nothing in it.
      mkdirSync("/run/sshd", { recursive: true });
      const command = [join(root, "usr/sbin/sshd"), "-D", "-f", file("sshd_config"), "-E", file("sshd.log")];
      const withUser = ["sh", "-c", 'mount --bind "$0" /etc/passwd && exec "$@"', file("passwd")];
      const [program = "", ...args] = ["unshare", "--mount", ...withUser, ...command];
      appendFileSync(file("sshd.log"), "");
      server = spawn(program, args, { stdio: "ignore", env: privately });
      server.on("error", () => {});
      await greeted(port, () => readFileSync(file("sshd.log"), "utf8"));
    },
    async kill() {
      if (server?.pid === undefined) return;
      const all = [server.pid, ...children()];
      const ended = server.exitCode === null ? once(server, "exit") : undefined;
      for (const pid of all) signal(pid, "SIGKILL");
      await ended;
      for (const pid of all) await waitForExit(pid, endLimitMs);
      server = undefined;
    },
    connections: () => established(port),
  };
}

const PRIVILEGE_SEPARATION = "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin";

/** `/proc/net/tcp`: `sl local_address rem_address st …`, hexadecimal; the state 01 is "established". */
function established(port: number): number {
  const rows = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, address = "", , state]) => address.endsWith(local) && state === "01").length;
}

function descendants(pid: number): number[] {
  const all = listProcesses();
  const below = (parent: number): number[] =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each.pid, ...below(each.pid)]);
  return below(pid);
}

async function greeted(port: number, log: () => string): Promise<void> {
  const end = performance.now() + startLimitMs;
  while (!(await greets(port))) {
    if (performance.now() > end) throw new Error(`sshd did not start:\n${log()}`);
    await delay(20);
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const settle = (greeting: boolean) => {
      socket.destroy();
      resolve(greeting);
    };
    socket.once("data", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("close", () => settle(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
