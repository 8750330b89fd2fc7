import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { installArguments, startServer, type VsCodeServer } from "../vscode/server.ts";
import type { VsCodeServerFiles } from "../vscode/serverFiles.ts";
import { endedByUser } from "./ended.ts";

export interface InstalledOptions {
  readonly server: VsCodeServerFiles;
  readonly vsix: string;
  readonly env: NodeJS.ProcessEnv;
  /** Absent: for the driven browser, which is alone on a fresh profile. */
  readonly token?: string;
  /** Enabled: Restricted Mode until the folder is trusted. */
  readonly trust?: "disabled" | "enabled";
  readonly userSettings?: Readonly<Record<string, unknown>>;
}

/** VS Code's server with Dev Loop installed from its VSIX, as users have it, in a fresh profile. */
export async function startInstalled(options: InstalledOptions): Promise<VsCodeServer> {
  const profile = await mkdtemp(path.join(tmpdir(), "devloop-start-"));
  const extensionsDir = path.join(profile, "extensions");
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    await run(options.server.node, installArguments(options.server, options.vsix, extensionsDir, profile), {
      timeoutMs: 120_000,
    });
    const server = await startServer({
      server: options.server,
      trust: options.trust ?? "disabled",
      env: options.env,
      extensionsDir,
      dataDir: profile,
      ...(options.userSettings === undefined ? {} : { userSettings: options.userSettings }),
      ...(options.token === undefined ? {} : { token: options.token }),
    });
    return {
      ...server,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Serves VS Code on a loopback address, prints it, and waits for Ctrl+C. */
export async function openServer(
  options: InstalledOptions & { readonly sample: string; readonly progress: Progress },
): Promise<void> {
  const server = await options.progress.during("starting VS Code", () => startInstalled(options));
  console.log(`\nVS Code with Dev Loop: ${server.url(options.sample)}\nCtrl+C ends it.\n`);
  const crashed = await Promise.race([endedByUser().then(() => false), server.exited.then(() => true)]);
  if (crashed) {
    console.error(`VS Code's server has ended:\n${server.log()}`);
    process.exitCode = 1;
  }
  await server.stop();
}
