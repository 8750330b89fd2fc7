import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import * as z from "zod/mini";
import { launchBrowser } from "../../../tools/vscode/browser.ts";
import { ensureChromium } from "../../../tools/vscode/chromium.ts";
import { ensureVsCode } from "../../../tools/vscode/ensure.ts";
import { startServer, type VsCodeServer } from "../../../tools/vscode/server.ts";
import { EXCHANGE, inputFile, outputFile } from "../host/exchange.ts";
import type { BenchContext } from "./measurement.ts";

const LIMIT_MS = 120_000;

const Output = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]);

export interface HostRun {
  /** A bundled program that exports `run`. */
  readonly program: string;
  /** The folder of the extension under development, which every run of tests must have. */
  readonly extension: string;
  /** The folder that is opened. */
  readonly workspace: string;
  /** What the program is handed. */
  readonly input: unknown;
}

export interface HostOptions {
  /** The extension hosts' whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Extensions to install: their ids, and the files and folders that each is made of. */
  readonly installed?: Readonly<Record<string, readonly string[]>>;
  /** A module that each process of VS Code loads before anything else, and each thread of it. */
  readonly preload?: string;
}

/** VS Code's server with a browser: each run gets an extension host of its own. */
export class ExtensionHosts {
  readonly #server: VsCodeServer;
  readonly #browser: Browser;
  readonly #exchange: string;

  private constructor(server: VsCodeServer, browser: Browser, exchange: string) {
    this.#server = server;
    this.#browser = browser;
    this.#exchange = exchange;
  }

  static async open({ progress, atEnd }: BenchContext, options: HostOptions): Promise<ExtensionHosts> {
    const { env, installed = {}, preload } = options;
    // The server everywhere: figures of a desktop VS Code of another version could not be compared.
    const server = await ensureVsCode({
      progress,
      env: { ...env, DEVLOOP_VSCODE: "server" },
      purpose: "test",
    });
    if (server.kind !== "server") {
      throw new Error(server.kind === "unavailable" ? server.reason : "No server of VS Code can be set up.");
    }
    const chromium = await ensureChromium({ progress, env });
    if (chromium.kind === "unavailable") throw new Error(`${chromium.reason} ${chromium.advice}`);
    const exchange = mkdtempSync(path.join(tmpdir(), "devloop-bench-host-"));
    const extensionsDir = path.join(exchange, "extensions");
    for (const [id, files] of Object.entries(installed)) install(path.join(extensionsDir, id), files);
    const node = preload === undefined ? server.node : nodeWith(preload, server.node, exchange);
    const started = await startServer({
      server: { ...server, node },
      trust: "disabled",
      env: { ...env, [EXCHANGE]: exchange },
      extensionsDir,
    });
    try {
      const hosts = new ExtensionHosts(started, await launchBrowser(chromium.executable), exchange);
      atEnd(() => hosts.end());
      return hosts;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  /** Opens a window, runs the program in its extension host, and gives what it gave once the host has ended. */
  async run({ program, extension, workspace, input }: HostRun): Promise<unknown> {
    rmSync(outputFile(this.#exchange), { force: true });
    writeFileSync(inputFile(this.#exchange), JSON.stringify(input));
    const context = await this.#browser.newContext();
    try {
      const page = await context.newPage();
      const ended = this.#hostEnded();
      await page.goto(
        this.#server.url(workspace, [
          ["extensionDevelopmentPath", this.#server.remoteUri(extension)],
          ["extensionTestsPath", this.#server.remoteUri(program)],
          ["skipWelcome", "true"],
        ]),
      );
      await ended;
      return this.#output();
    } finally {
      await context.close();
    }
  }

  /** Once more does no harm. */
  async end(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.#exchange, { recursive: true, force: true });
  }

  #hostEnded(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => (): void => {
        clearTimeout(timer);
        stop();
        finish();
      };
      const fail = (why: string) =>
        settle(() => reject(new Error(`The extension host ${why}:\n${this.#server.log()}`)));
      const timer = setTimeout(fail(`did not end in ${LIMIT_MS / 1000} s`), LIMIT_MS);
      const stop = this.#server.onLine((line) => {
        if (/Extension Host Process exited with code/.test(line)) settle(resolve)();
      });
      void this.#server.exited.then(fail("is gone with VS Code's server"));
    });
  }

  #output(): unknown {
    const file = outputFile(this.#exchange);
    if (!existsSync(file))
      throw new Error(`The program in the extension host gave nothing:\n${this.#server.log()}`);
    const output = z.parse(Output, JSON.parse(readFileSync(file, "utf8")));
    if ("error" in output) throw new Error(output.error);
    return output.value;
  }
}

function install(folder: string, files: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(file, path.join(folder, path.basename(file)), { recursive: true });
}

/**
 * VS Code clears NODE_OPTIONS for its extension hosts, but hands on the options that its own Node was started with
 * (1.139.1).
 */
function nodeWith(preload: string, node: string, folder: string): string {
  const file = path.join(folder, "node");
  const quoted = [node, "--import", preload].map((each) => `'${each.replaceAll("'", "'\\''")}'`);
  writeFileSync(file, `#!/bin/sh\nexec ${quoted.join(" ")} "$@"\n`, { mode: 0o755 });
  return file;
}
