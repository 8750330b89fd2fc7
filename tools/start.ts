import { randomBytes } from "node:crypto";
import path from "node:path";
import { ROOT } from "./build.ts";
import { packageExtension } from "./package.ts";
import { openDesktop } from "./start/desktop.ts";
import { prepareEngine } from "./start/engine.ts";
import { openServer } from "./start/server.ts";
import { smoke } from "./start/smoke.ts";
import { createProgress } from "./support/progress.ts";
import { ensureVsCode } from "./vscode/ensure.ts";

/**
 * `npm start`: opens VS Code with Dev Loop on the sample stack, setting up what is missing.
 * `npm start -- --smoke`: the same, then brings the sample up through Dev Loop, checks it, and takes it down.
 */
const progress = createProgress("start");
const wantsSmoke = process.argv.includes("--smoke");
const sample = path.join(ROOT, "sample");

const vsix = await progress.during("building and packaging Dev Loop", () => packageExtension());
const engine = await prepareEngine(progress);
const vscode = await ensureVsCode({
  progress,
  // The smoke run drives the page in a browser, which a desktop window can't be.
  env: wantsSmoke ? { ...process.env, DEVLOOP_VSCODE: "server" } : process.env,
});

try {
  if (vscode.kind === "unavailable") {
    console.error(`${vscode.reason}\n${vscode.advice}`);
    process.exitCode = 1;
  } else if (wantsSmoke) {
    if (vscode.kind === "desktop") throw new Error("The smoke run needs VS Code's server.");
    process.exitCode = await smoke({ progress, server: vscode, vsix, sample, engine });
  } else if (vscode.kind === "desktop") {
    await openDesktop({ vscode, progress, sample, env: engine.env });
  } else {
    await openServer({
      server: vscode,
      vsix,
      sample,
      env: engine.env,
      token: randomBytes(12).toString("hex"),
      progress,
    });
  }
} finally {
  await engine.release();
}
