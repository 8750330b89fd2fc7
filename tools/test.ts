import { mkdir } from "node:fs/promises";
import path from "node:path";
import { buildAll, ROOT } from "./build.ts";
import { ensureEngine } from "./engine/ensure.ts";
import { ensureTestTools } from "./engine/test-tools.ts";
import { createProgress } from "./support/progress.ts";
import { checkCommand } from "./testing/command.ts";
import { runHostStage } from "./testing/hostStage.ts";
import { add, cannotRun, failedWith, NOTHING, type Outcome } from "./testing/outcome.ts";
import { runSmoke } from "./testing/smokeStage.ts";
import { runVitest } from "./testing/vitest.ts";
import { ensureChromium } from "./vscode/chromium.ts";
import { ensureVsCode } from "./vscode/ensure.ts";

interface Stage {
  readonly name: string;
  /** Only in `npm run test:full`. */
  readonly full?: boolean;
  run(): Promise<Outcome>;
}

const progress = createProgress("test");
const full = process.argv.includes("--full");
/** `npm test -- unit host` runs only these stages. */
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

/** By its file, which Node runs on every platform: what stands in `.bin` is a shell script on Windows. */
function check(name: string, file: string, ...args: string[]): Stage {
  const script = path.join(ROOT, "node_modules", ...file.split("/"));
  return { name, run: () => checkCommand(name, process.execPath, [script, ...args]) };
}

const previousEngine = (): Promise<Outcome> =>
  withEngine("previous", (env) =>
    withTestTools({ ...env, DEVLOOP_TEST_ENGINE: "previous" }, "engine-previous"),
  );

const stages: readonly Stage[] = [
  check("types", "typescript/bin/tsc", "-p", "."),
  check("types of tools", "typescript/bin/tsc", "-p", "tools"),
  check("lint", "@biomejs/biome/bin/biome", "check", "--error-on-warnings"),
  check("dead code", "knip/bin/knip.js"),
  { name: "build", run: build },
  { name: "unit", run: () => runVitest("unit") },
  { name: "package", run: () => runVitest("package") },
  { name: "engine", run: () => withEngine("current", (env) => withTestTools(env)) },
  { name: "engine-previous", full: true, run: previousEngine },
  { name: "host", run: () => withEngine("current", (env) => runHostStage("current", env)) },
  { name: "host-floor", full: true, run: () => withEngine("current", (env) => runHostStage("floor", env)) },
  { name: "ui", run: () => withEngine("current", (env) => withWorkbench(env, () => runVitest("ui", env))) },
  { name: "smoke", run: () => withEngine("current", (env) => withWorkbench(env, runSmoke)) },
];

/** What these tests compile and build once is made here, where it may take longer than a test's hook may. */
async function withTestTools(env: NodeJS.ProcessEnv, label?: string): Promise<Outcome> {
  await ensureTestTools({ engine: { env: {} }, progress, env });
  return runVitest("engine", env, label);
}

async function build(): Promise<Outcome> {
  await buildAll(true);
  return { passed: 1, failed: 0, skipped: [], failures: [] };
}

/** Held from the first stage that needs it to the end of the run: starting an engine takes seconds each time. */
const engines = new Map<string, ReturnType<typeof ensureEngine>>();

async function withEngine(
  compose: "current" | "previous",
  work: (env: NodeJS.ProcessEnv) => Promise<Outcome>,
): Promise<Outcome> {
  const pending = engines.get(compose) ?? ensureEngine({ progress, env: process.env, compose });
  engines.set(compose, pending);
  const result = await pending;
  if (result.kind === "unavailable")
    return cannotRun("no Docker engine", `${result.reason} ${result.advice}`);
  return work({ ...process.env, ...result.engine.env, DEVLOOP_TEST: full ? "full" : "quick" });
}

/** VS Code's server and a browser: without them, nothing that a person would see can be tried. */
async function withWorkbench(env: NodeJS.ProcessEnv, work: () => Promise<Outcome>): Promise<Outcome> {
  const vscode = await ensureVsCode({ progress, env: { ...env, DEVLOOP_VSCODE: "server" } });
  if (vscode.kind === "unavailable") return cannotRun("no VS Code", `${vscode.reason} ${vscode.advice}`);
  const chromium = await ensureChromium({ progress, env });
  if (chromium.kind === "ready") return work();
  return cannotRun("no browser", `${chromium.reason} ${chromium.advice}`);
}

async function releaseEngines(): Promise<void> {
  for (const pending of engines.values()) {
    const result = await pending.catch(() => undefined);
    if (result?.kind === "ready") await result.engine.release();
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void releaseEngines().finally(() => process.exit(130)));
}
await mkdir(path.join(ROOT, "out"), { recursive: true });
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(
    `No such stage: ${unknown.join(", ")}. There are: ${stages.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}
const chosen = stages.filter((stage) =>
  wanted.length > 0 ? wanted.includes(stage.name) : full || !stage.full,
);
let total: Outcome = NOTHING;
const rows: { stage: string; passed: number; failed: number; skipped: number; seconds: number }[] = [];
for (const stage of chosen) {
  const started = performance.now();
  progress.step(`── ${stage.name}`);
  const outcome = await stage.run().catch((error: unknown) => failedWith(stage.name, error));
  total = add(total, outcome);
  rows.push({
    stage: stage.name,
    passed: outcome.passed,
    failed: outcome.failed,
    skipped: outcome.skipped.length,
    seconds: Math.round((performance.now() - started) / 1000),
  });
}

await releaseEngines();
console.table(rows);
for (const text of total.skipped) console.log(`skipped: ${text}`);
for (const text of total.failures) console.log(`failed: ${text}`);
// The last line is what CI reads; with no test run at all, the run has failed whatever the stages said.
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : ""}`,
);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
