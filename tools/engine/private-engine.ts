import { spawn } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import {
  commandLine,
  isRunning,
  isStopped,
  listProcesses,
  processIdentity,
  signal,
  waitForExit,
} from "../support/processes.ts";
import { daemonConfig, type TlsFiles } from "./daemon-config.ts";
import { type EngineFolders, engineFolders } from "./engine-folders.ts";
import { endContainerd, endContainers, forgetStalePids, unmountAll } from "./leftovers.ts";
import { inOwnNetwork, loopbackUp, sharesNetwork } from "./own-network.ts";
import { ping } from "./ping.ts";
import type { EngineToolchain } from "./toolchain.ts";

export interface PrivateEngineOptions {
  /** Tells the engines of a machine apart; names the folder. */
  name: string;
  /** The folder that engines' folders are in. */
  parent: string;
  toolchain: EngineToolchain;
  /**
   * `machine`: its containers reach the outside, and published ports are the machine's. One engine a machine.
   * `own`: a network namespace for itself: all works as usual inside, and nothing leads in or out but its socket.
   * No option of dockerd does that: with `"bridge": "none"`, or a bridge of another name, it deletes the docker0 of the
   * first engine when it starts, and two engines overwrite each other's iptables chains (tried with 28.5.2).
   */
  network: "machine" | "own";
  /** It listens there too, for clients with a certificate. */
  tls?: TlsFiles | undefined;
}

/** A dockerd of our own. It outlives the process that started it, until somebody stops it. */
export interface PrivateEngine {
  /** The DOCKER_HOST value. */
  readonly host: string;
  readonly socket: string;
  readonly logFile: string;
  /** dockerd's pid while it runs. */
  pid(): number | undefined;
  /** Starts it unless it runs, and resolves when it answers. What a killed one left behind is cleared first. */
  start(): Promise<void>;
  /** Ends it, and waits until its containers, its containerd and it itself are gone. Stopped containers stay known. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash does: the containers go on, the files of socket and pid stay. */
  kill(): Promise<void>;
  /** SIGSTOP, and waits until it has stopped: the kernel goes on accepting connections, and nothing ever answers. */
  pause(): Promise<void>;
  /** SIGCONT */
  resume(): void;
  /** Stops it and deletes all that it had. */
  remove(): Promise<void>;
}

const startLimitMs = 60_000;
/** dockerd gives containers 10 s, then itself 15 s more. */
const stopLimitMs = 40_000;
const logCap = 20 * 1024 * 1024;

/** The handle of a private engine, whether it runs or not. */
export function privateEngine(options: PrivateEngineOptions): PrivateEngine {
  const folders = engineFolders(options.parent, options.name);
  const send = (name: NodeJS.Signals): void => {
    const pid = dockerdPid(folders);
    if (pid !== undefined) signal(pid, name);
  };
  const end = async (name: NodeJS.Signals): Promise<boolean> => {
    const pid = dockerdPid(folders);
    if (pid === undefined) return true;
    signal(pid, name);
    return waitForExit(pid, stopLimitMs);
  };
  const stop = async (): Promise<void> => {
    // A paused process sees nothing but SIGKILL before it goes on.
    send("SIGCONT");
    if (!(await end("SIGTERM"))) await end("SIGKILL");
    await endContainerd(folders);
    await endContainers(folders);
    rmSync(folders.socket, { force: true });
    rmSync(folders.pidFile, { force: true });
  };
  return {
    host: `unix://${folders.socket}`,
    socket: folders.socket,
    logFile: folders.log,
    pid: () => dockerdPid(folders),
    start: () => start(options, folders),
    stop,
    async kill() {
      await end("SIGKILL");
    },
    async pause() {
      send("SIGSTOP");
      for (let pid = dockerdPid(folders); pid !== undefined && !isStopped(pid); pid = dockerdPid(folders)) {
        await delay(10);
      }
    },
    resume: () => send("SIGCONT"),
    async remove() {
      await stop();
      await unmountAll(folders);
      for (const folder of [folders.exec, folders.folder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The pid file's process, if it is this folder's dockerd: after a crash or a reboot the number may be another's. */
function dockerdPid(folders: EngineFolders): number | undefined {
  try {
    const pid = Number(readFileSync(folders.pidFile, "utf8"));
    return processIdentity(pid) !== undefined && commandLine(pid).includes(folders.config) ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function start(options: PrivateEngineOptions, folders: EngineFolders): Promise<void> {
  const running = dockerdPid(folders);
  if (running === undefined) {
    if (options.network === "machine") refuseSecondEngine();
    forgetStalePids(folders);
  }
  const pid = running ?? (await spawnDockerd(options, folders));
  const identity = processIdentity(pid) ?? "";
  const end = performance.now() + startLimitMs;
  while (!(await ping(folders.socket, 2_000))) {
    if (!isRunning(identity)) throw new Error(`dockerd did not start:\n${lastLines(folders.log)}`);
    if (performance.now() > end) {
      if (running === undefined) signal(pid, "SIGKILL");
      const seconds = startLimitMs / 1000;
      throw new Error(
        `dockerd (process ${pid}) did not answer within ${seconds} s:\n${lastLines(folders.log)}`,
      );
    }
    await delay(50);
  }
}

/** An engine that was not found (another cache folder's, a socket elsewhere) would lose its bridge and its iptables chains. */
function refuseSecondEngine(): void {
  const other = listProcesses().find(({ pid, args }) => args[0]?.endsWith("dockerd") && sharesNetwork(pid));
  if (other === undefined) return;
  const command = other.args.join(" ");
  throw new Error(
    `another dockerd runs on this machine (process ${other.pid}: ${command}), and it answers at none of the usual places. ` +
      "Name its socket in DOCKER_HOST, or stop it.",
  );
}

async function spawnDockerd(
  { toolchain, network, tls }: PrivateEngineOptions,
  folders: EngineFolders,
): Promise<number> {
  for (const folder of [folders.data, folders.exec]) mkdirSync(folder, { recursive: true });
  writeFileSync(folders.config, JSON.stringify(daemonConfig(folders, toolchain.initPath, tls), null, 2));
  const dockerd = [toolchain.dockerd, "--config-file", folders.config];
  const [program = "", ...args] = network === "own" ? inOwnNetwork(dockerd) : dockerd;
  const log = openLog(folders.log);
  // Detached: Ctrl+C in the terminal that started it first is not meant for an engine that others share.
  const child = spawn(program, args, { detached: true, stdio: ["ignore", log, log], env: toolchain.env });
  child.on("error", () => {});
  child.unref();
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${program} cannot be started`);
  if (network === "own") await loopbackUp(child.pid, toolchain.busybox);
  return child.pid;
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logCap) renameSync(file, `${file}.1`);
  return openSync(file, "a");
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
