import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../build.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { ensureChromium } from "../vscode/chromium.ts";
import type { VsCodeServerFiles } from "../vscode/serverFiles.ts";
import { openWorkbench, type Workbench } from "../vscode/workbench.ts";
import { pick } from "../vscode/workbenchPalette.ts";
import type { StartEngine } from "./engine.ts";
import { freePorts } from "./freePorts.ts";
import { startInstalled } from "./server.ts";

export interface SmokeOptions {
  readonly progress: Progress;
  readonly server: VsCodeServerFiles;
  readonly vsix: string;
  readonly sample: string;
  readonly engine: StartEngine;
}

/** A project of its own: whoever runs the sample, or has a project called `shop`, keeps what runs. */
const PROJECT = "devloop-smoke";
const SERVICES = ["backend", "worker", "receipts", "ui"];
/** On two cold cores the first Up compiles every dependency of two Rust programs. */
const UP_LIMIT_MS = 40 * 60_000;
const DOWN_LIMIT_MS = 2 * 60_000;

/**
 * What a newcomer does, in a real workbench: Up through Dev Loop's command, a look at every service, Down.
 * @returns the exit code
 */
export async function smoke(options: SmokeOptions): Promise<number> {
  const { progress, engine } = options;
  if (!engine.available) {
    progress.step("the smoke run needs a Docker engine: see above");
    return 1;
  }
  const chromium = await ensureChromium({ progress, env: process.env });
  if (chromium.kind === "unavailable") {
    progress.step(`the smoke run needs a browser: ${chromium.reason} ${chromium.advice}`);
    return 1;
  }
  // What an earlier run, killed or failed, left behind names its mode: Up would not ask for one.
  await takeDown(engine.env);
  const [backend = 0, ui = 0, receipts = 0] = await freePorts(3);
  const own = {
    COMPOSE_PROJECT_NAME: PROJECT,
    BACKEND_PORT: `${backend}`,
    UI_PORT: `${ui}`,
    RECEIPTS_PORT: `${receipts}`,
  };
  const server = await startInstalled({ ...options, env: { ...engine.env, ...own } });
  try {
    const workbench = await openWorkbench({ chromium: chromium.executable, url: server.url(options.sample) });
    try {
      await upCheckDown(workbench, { backend, ui, receipts }, progress);
      return 0;
    } catch (error) {
      progress.step(error instanceof Error ? error.message : String(error));
      await keepEvidence(workbench, server.log(), progress);
      await takeDown(engine.env);
      return 1;
    } finally {
      await workbench.close();
    }
  } finally {
    await server.stop();
  }
}

async function takeDown(env: NodeJS.ProcessEnv): Promise<void> {
  await run("docker", ["compose", "--project-name", PROJECT, "down", "--timeout", "5"], {
    env,
    cwd: tmpdir(),
  });
}

interface Ports {
  readonly backend: number;
  readonly ui: number;
  readonly receipts: number;
}

async function upCheckDown(workbench: Workbench, ports: Ports, progress: Progress): Promise<void> {
  await workbench.openContainer("Dev Loop");
  const tree = workbench.tree("Stacks");
  await tree.waitFor((rows) => rows.some((row) => row.label === PROJECT));
  await progress.during("bringing the sample up through Dev Loop", async () => {
    await workbench.runCommand("Dev Loop: Up");
    await pick(workbench.page, "dev");
    await tree.waitFor(
      (rows) =>
        SERVICES.every((name) =>
          rows.some((row) => row.label === name && /(?:^|· )healthy\b/.test(row.description)),
        ),
      UP_LIMIT_MS,
    );
  });
  await answers(`http://127.0.0.1:${ports.backend}/health`, /"ok"/, progress);
  await answers(`http://127.0.0.1:${ports.backend}/api/products`, /"Teapot"/, progress);
  await answers(`http://127.0.0.1:${ports.backend}/build/info`, /"shop-backend"/, progress);
  await answers(`http://127.0.0.1:${ports.receipts}/receipts`, /^\[/, progress);
  await answers(`http://127.0.0.1:${ports.ui}/`, /<title>Shop/, progress);
  await answers(`http://127.0.0.1:${ports.ui}/build-info.js`, /window\.__BUILD_INFO__/, progress);
  await progress.during("taking the sample down", async () => {
    await workbench.runCommand("Dev Loop: Down");
    await tree.waitFor(
      (rows) =>
        SERVICES.every((name) =>
          rows.some((row) => row.label === name && /not created/.test(row.description)),
        ),
      DOWN_LIMIT_MS,
    );
  });
}

async function answers(url: string, expected: RegExp, progress: Progress): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok || !expected.test(text)) {
    throw new Error(`${url} answered ${response.status}, not as expected: ${text.slice(0, 300)}`);
  }
  progress.step(`${new URL(url).pathname} of port ${new URL(url).port} serves`);
}

/** A screenshot and the logs, where a person or CI finds them. */
async function keepEvidence(workbench: Workbench, serverLog: string, progress: Progress): Promise<void> {
  const folder = path.join(ROOT, "out", "smoke");
  await mkdir(folder, { recursive: true });
  await workbench.screenshot(path.join(folder, "workbench.png"));
  await writeFile(
    path.join(folder, "log.txt"),
    [...workbench.console.extensionHost(), "── server", serverLog].join("\n"),
  );
  progress.step(`a screenshot and the logs are in ${path.relative(ROOT, folder)}`);
}
