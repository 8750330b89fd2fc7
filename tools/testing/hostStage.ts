import path from "node:path";
import { ROOT } from "../build.ts";
import { createProgress, type Progress } from "../support/progress.ts";
import { ensureChromium } from "../vscode/chromium.ts";
import { ensureVsCode } from "../vscode/ensure.ts";
import { bundleHostTests } from "../vscode/hostTestBundle.ts";
import { type HostTestOptions, runHostTests } from "../vscode/hostTests.ts";
import type { VsCodeVersion } from "../vscode/serverFiles.ts";
import { HOST_RUNS, type HostRun } from "./hostRuns.ts";
import { add, cannotRun, failedWith, NOTHING, type Outcome } from "./outcome.ts";

/** The tests in a real extension host: one VS Code for each situation that it has to start in. */
export async function runHostStage(version: VsCodeVersion, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const progress = createProgress("host");
  const testsPath = await bundleHostTests(ROOT);
  let total: Outcome = NOTHING;
  for (const run of HOST_RUNS) {
    progress.step(`VS Code (${version}), ${run.name}`);
    const outcome = await runOne(run, env, async (workspace, runEnv) => {
      const found = await hostFor(run, version, env, progress);
      if (found.kind === "missing") return found.outcome;
      const result = await runHostTests({
        ...found.programs,
        extensionPath: ROOT,
        testsPath,
        workspace,
        env: { ...env, ...runEnv },
        trust: run.trust,
        files: run.files,
      });
      const label = `host ${version} ${run.name}`;
      const failures = result.failures.map(({ title }) => `${label}: ${title}`);
      // A suite that broke off has failed, whatever had passed until then.
      if (failures.length === 0 && result.exitCode !== 0) failures.push(`${label}: did not run to its end`);
      return {
        passed: result.passed,
        failed: failures.length,
        skipped: Array.from({ length: result.skipped }, () => `${label}: skipped by the suite, see above`),
        failures,
      };
    }).catch((error: unknown) => failedWith(`host ${version} ${run.name}`, error));
    total = add(total, outcome);
  }
  return total;
}

type Programs = Pick<HostTestOptions, "vscode" | "chromium">;

/** The VS Code for a run: @vscode/test-electron always disables trust, so that untrusted runs need the server. */
async function hostFor(
  run: HostRun,
  version: VsCodeVersion,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<{ kind: "found"; programs: Programs } | { kind: "missing"; outcome: Outcome }> {
  const wanted = run.trust === "enabled" ? { ...env, DEVLOOP_VSCODE: "server" } : env;
  const vscode = await ensureVsCode({ progress, env: wanted, version, purpose: "test" });
  if (vscode.kind === "unavailable") {
    return { kind: "missing", outcome: cannotRun("no VS Code", `${vscode.reason} ${vscode.advice}`) };
  }
  if (vscode.kind === "desktop") return { kind: "found", programs: { vscode } };
  const chromium = await ensureChromium({ progress, env });
  if (chromium.kind === "unavailable") {
    const why = `${chromium.reason} ${chromium.advice}`;
    return { kind: "missing", outcome: cannotRun("no browser for VS Code's server", why) };
  }
  return { kind: "found", programs: { vscode, chromium: chromium.executable } };
}

async function runOne(
  run: HostRun,
  env: NodeJS.ProcessEnv,
  work: (workspace: string, env: Record<string, string>) => Promise<Outcome>,
): Promise<Outcome> {
  const workspace = await run.workspace(path.join(ROOT, "test", "host"), env);
  try {
    return await work(workspace.folder, workspace.env);
  } finally {
    await workspace.remove();
  }
}
