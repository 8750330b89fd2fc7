import { existsSync, readdirSync } from "node:fs";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { which } from "../support/which.ts";

export type Chromium =
  | { readonly kind: "ready"; readonly executable: string }
  | { readonly kind: "unavailable"; readonly reason: string; readonly advice: string };

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
];

const wellKnown: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

const advice = "Install Chromium or Google Chrome so that it is on your PATH, then try again.";

/**
 * A browser that the tools can drive: one that is installed, else Debian's `chromium`, installed here where this is
 * Debian (or Ubuntu) and we may. DEVLOOP_CHROMIUM names one that is neither on PATH nor where installers put it.
 */
export async function ensureChromium({
  progress,
  env = process.env,
}: {
  progress: Progress;
  env?: NodeJS.ProcessEnv;
}): Promise<Chromium> {
  const found = installed(env);
  if (found !== undefined) return { kind: "ready", executable: found };
  const reason = "No Chromium or Chrome is on the PATH";
  if (
    process.platform !== "linux" ||
    which("apt-get", env["PATH"]) === undefined ||
    process.getuid?.() !== 0
  ) {
    return { kind: "unavailable", reason: `${reason}.`, advice };
  }
  try {
    await progress.during("installing chromium (apt-get)", (report) => install(env, report));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "unavailable", reason: `${reason}, and installing it failed: ${why}`, advice };
  }
  const executable = installed(env);
  if (executable === undefined)
    return { kind: "unavailable", reason: `${reason} after installing it.`, advice };
  return { kind: "ready", executable };
}

function installed(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["DEVLOOP_CHROMIUM"];
  if (named !== undefined && named !== "") return existsSync(named) ? named : undefined;
  for (const name of names) {
    const file = which(process.platform === "win32" ? `${name}.exe` : name, env["PATH"]);
    if (file !== undefined) return file;
  }
  return wellKnown[process.platform]?.find((file) => existsSync(file));
}

async function install(env: NodeJS.ProcessEnv, report: (detail: string) => void): Promise<void> {
  const apt = (args: readonly string[]): Promise<unknown> =>
    run("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
      onLine: report,
    });
  // Images of Debian come without package lists. Fonts: without one, the workbench's text is empty boxes.
  const packages = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"];
  if (!hasPackageLists()) await apt(["update"]);
  try {
    await apt(packages);
  } catch {
    // Lists that are older than the mirror name files that it no longer has.
    await apt(["update"]);
    await apt(packages);
  }
}

function hasPackageLists(): boolean {
  const folder = "/var/lib/apt/lists";
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes("_Packages"));
}
