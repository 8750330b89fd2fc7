import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import treeKill from "tree-kill";
import type { VsCodeServerFiles } from "./serverFiles.ts";

/** Pairs of VS Code's web "payload": how a page is told of extensions under development and of tests. */
export type Payload = readonly (readonly [name: string, value: string])[];

export interface ServerOptions {
  readonly server: VsCodeServerFiles;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Disabled: every folder is trusted. Enabled: Restricted Mode until the user trusts the folder. */
  readonly trust: "disabled" | "enabled";
  /** What the URL must carry. Without one everybody on this machine may open the page: for tests only. */
  readonly token?: string;
  /** The server's environment, which extensions inherit. */
  readonly env: NodeJS.ProcessEnv;
  /** Where installed extensions are; a fresh folder in the profile unless given. */
  readonly extensionsDir?: string;
  /** User settings, over the quiet defaults of this file. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** The profile. Unless given it is fresh and deleted at the end. */
  readonly dataDir?: string;
}

export interface VsCodeServer {
  readonly port: number;
  readonly dataDir: string;
  /** The page of a folder, with the token in it. */
  url(folder: string, payload?: Payload): string;
  /** The name under which a page knows a file of this machine. */
  remoteUri(file: string): string;
  /** What the server printed, at most the last 4,000 lines. */
  log(): string;
  /** Every line the server prints from now on; call the result to stop. */
  onLine(listener: (line: string) => void): () => void;
  /** The server's exit code, once it ended; null when by a signal. */
  readonly exited: Promise<number | null>;
  /** Ends the server and all its children, and deletes a profile that was its own. */
  stop(): Promise<void>;
}

/** No AI, no welcome, no telemetry, no updates, no questions: what is looked at is Dev Loop. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "security.workspace.trust.startupPrompt": "never",
  "workbench.editor.useModal": "off",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "telemetry.telemetryLevel": "off",
  "update.showReleaseNotes": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  "window.commandCenter": false,
};

/** Tests ask nobody outside this machine: an extension gallery without an address (code-server's own variable). */
const noGallery = { EXTENSIONS_GALLERY: "{}" };

const linesKept = 4_000;
const startLimitMs = 60_000;
const killAfterMs = 5_000;

/** Starts VS Code's server on 127.0.0.1 and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const { server, env } = options;
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), "devloop-vscode-"));
  writeSettings(dataDir, { ...quietSettings, ...options.userSettings });
  // A server that runs inside an outer VS Code's terminal must not take that one for its own.
  const own = Object.entries(env).filter(([name]) => !name.startsWith("VSCODE_"));
  const child = spawn(server.node, [server.serverMain, ...serverArguments(options, dataDir)], {
    env: { ...Object.fromEntries(own), ...(options.token === undefined && noGallery) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = new ServerLines(child);
  const exited = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
    child.once("error", () => resolve(null));
  });
  const stop = async (): Promise<void> => {
    await endTree(child, exited);
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await listening(lines, exited);
    return {
      port,
      dataDir,
      ...addresses(port, options),
      log: () => lines.text(),
      onLine: lines.onLine,
      exited,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs a VSIX into the server's extensions folder, as `code --install-extension` does. */
export function installArguments(
  server: VsCodeServerFiles,
  vsix: string,
  extensionsDir: string,
  dataDir: string,
): string[] {
  const folders = [
    "--extensions-dir",
    extensionsDir,
    "--server-data-dir",
    dataDir,
    "--user-data-dir",
    dataDir,
  ];
  return [
    server.serverMain,
    ...folders,
    "--accept-server-license-terms",
    "--install-extension",
    vsix,
    "--force",
  ];
}

function serverArguments(options: ServerOptions, dataDir: string): string[] {
  const { token, port = 0, trust, extensionsDir = path.join(dataDir, "extensions") } = options;
  return [
    ...["--host", "127.0.0.1", "--port", String(port)],
    ...(token === undefined ? ["--without-connection-token"] : ["--connection-token", token]),
    "--accept-server-license-terms",
    // makes the page accept a payload. It also keeps notifications from showing by themselves (1.139).
    ...(token === undefined ? ["--enable-smoke-test-driver"] : []),
    ...(trust === "disabled" ? ["--disable-workspace-trust"] : []),
    ...["--server-data-dir", dataDir, "--user-data-dir", dataDir, "--extensions-dir", extensionsDir],
    "--disable-telemetry",
  ];
}

/** code-server's build keeps user settings on the server's disk, not in the browser (4.105.1 and 4.139.1). */
function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(path.join(dataDir, "User"), { recursive: true });
  writeFileSync(path.join(dataDir, "User", "settings.json"), JSON.stringify(settings, undefined, 2));
}

async function listening(lines: ServerLines, exited: Promise<number | null>): Promise<number> {
  const said = new Promise<number>((resolve) => {
    lines.onLine((line) => {
      const port = /agent listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const limit = new AbortController();
  const tooLate = delay(startLimitMs, "late" as const, { signal: limit.signal }).catch(() => "late" as const);
  const result = await Promise.race([said, tooLate, exited.then(() => "exited" as const)]);
  limit.abort();
  if (typeof result === "number") return result;
  const how = result === "late" ? `did not listen within ${startLimitMs / 1000} s` : "ended while it started";
  throw new Error(`VS Code's server ${how}:\n${lines.text()}`);
}

function addresses(port: number, options: ServerOptions): Pick<VsCodeServer, "url" | "remoteUri"> {
  return {
    url(folder, payload = []) {
      const url = new URL(`http://127.0.0.1:${port}/`);
      if (options.token !== undefined) url.searchParams.set("tkn", options.token);
      url.searchParams.set("folder", folder);
      if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
      return url.href;
    },
    remoteUri: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
  };
}

async function endTree(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  treeKill(pid, "SIGTERM");
  const killer = setTimeout(() => treeKill(pid, "SIGKILL"), killAfterMs);
  await exited;
  clearTimeout(killer);
}

/** What a server prints: kept, and handed on line by line. */
class ServerLines {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.#add(line));
    }
  }

  text(): string {
    return this.#lines.join("\n");
  }

  readonly onLine = (listener: (line: string) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > linesKept) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  }
}
