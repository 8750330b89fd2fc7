import { appendFileSync, globSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import {
  eventsFileVariable,
  filesPatternVariable,
  type HostTestEvent,
} from "../../tools/vscode/hostTestEvents.ts";

/** Runs the test files beside this one with mocha. VS Code calls it inside the extension host. */
export async function run(): Promise<void> {
  const file = process.env[eventsFileVariable];
  const tell = (event: HostTestEvent): void => {
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(event)}\n`);
  };
  const failed = await started(tell);
  if (failed > 0) throw new Error(`${failed} host tests failed`);
}

async function started(tell: (event: HostTestEvent) => void): Promise<number> {
  try {
    const failed = await runSuite(tell);
    tell({ kind: "end" });
    return failed;
  } catch (error) {
    // The extension host ends at once, before its console has reached anybody.
    tell({ kind: "failed", title: "the suite itself", error: errorText(error) });
    throw error;
  }
}

async function runSuite(tell: (event: HostTestEvent) => void): Promise<number> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, forbidOnly: true, reporter: QuietReporter });
  const pattern = new RegExp(process.env[filesPatternVariable] ?? "");
  const files = globSync("**/*.test.mjs", { cwd: import.meta.dirname })
    .filter((each) => pattern.test(each))
    .sort();
  for (const name of files) mocha.addFile(path.join(import.meta.dirname, name));
  await mocha.loadFilesAsync();
  return await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    tell({ kind: "start", files, tests: runner.total });
    runner.on("pass", (test) => tell({ kind: "passed", title: titleOf(test), ms: test.duration ?? 0 }));
    runner.on("pending", (test) => tell({ kind: "skipped", title: titleOf(test) }));
    runner.on("fail", (test, error) =>
      tell({ kind: "failed", title: titleOf(test), error: errorText(error) }),
    );
  });
}

/** The runner outside prints: it is told of every test as it ends. */
class QuietReporter extends Mocha.reporters.Base {}

function titleOf(test: { titlePath(): string[] }): string {
  return test.titlePath().join(" › ");
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.stack ?? error.message;
}
