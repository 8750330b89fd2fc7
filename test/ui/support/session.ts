import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../../tools/build.ts";
import { startInstalled } from "../../../tools/start/server.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { ensureChromium } from "../../../tools/vscode/chromium.ts";
import { ensureVsCode } from "../../../tools/vscode/ensure.ts";
import { openWorkbench, type Theme, themes, type Workbench } from "../../../tools/vscode/workbench.ts";

/** A workbench with the packaged extension in a fresh profile, on a folder of its own. */
export interface Session {
  readonly workbench: Workbench;
  readonly folder: string;
  /** A picture of the whole workbench in each theme, for people to look at: `out/screenshots/NAME-THEME.png`. */
  screenshots(name: string): Promise<void>;
  end(): Promise<void>;
}

export interface SessionOptions {
  /** Path below the folder → text; none: an empty folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly trust?: "disabled" | "enabled";
}

/** Packaged once for all sessions of a test file. */
export async function openSession(options: SessionOptions, vsix: Promise<string>): Promise<Session> {
  const progress = createProgress("ui");
  const env = { ...process.env, DEVLOOP_VSCODE: "server" };
  const vscode = await ensureVsCode({ progress, env });
  if (vscode.kind !== "server") throw new Error(vscode.kind === "unavailable" ? vscode.reason : vscode.kind);
  const chromium = await ensureChromium({ progress, env });
  if (chromium.kind !== "ready") throw new Error(chromium.reason);
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-ui-")));
  for (const [name, text] of Object.entries(options.files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const server = await startInstalled({
    server: vscode,
    vsix: await vsix,
    env: { ...env, ...options.env },
    trust: options.trust ?? "disabled",
    // Drawn on a canvas, a terminal's text could be seen but not read.
    userSettings: { "terminal.integrated.gpuAcceleration": "off" },
  });
  const workbench = await openWorkbench({ chromium: chromium.executable, url: server.url(folder) }).catch(
    async (error: unknown) => {
      await server.stop();
      throw error;
    },
  );
  return {
    workbench,
    folder,
    async screenshots(name) {
      const pictures = path.join(ROOT, "out", "screenshots");
      await mkdir(pictures, { recursive: true });
      for (const theme of Object.keys(themes) as Theme[]) {
        await workbench.setTheme(theme);
        await workbench.screenshot(
          path.join(pictures, `${name}-${theme.toLowerCase().replaceAll(" ", "-")}.png`),
        );
      }
    },
    async end() {
      // What the screen showed last: the first thing to look at after a failure.
      await workbench.screenshot(path.join(ROOT, "out", "screenshots", "last.png")).catch(() => {});
      await workbench.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
