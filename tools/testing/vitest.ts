import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { ROOT } from "../build.ts";
import { spawnInherited } from "./command.ts";
import type { Outcome } from "./outcome.ts";

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.optional(z.string()),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Runs one project of vitest.config.ts; what is pending there counts as skipped with the name of the test. */
export async function runVitest(
  project: string,
  env: NodeJS.ProcessEnv = process.env,
  label: string = project,
): Promise<Outcome> {
  const report = path.join(ROOT, "out", `${label}.json`);
  await rm(report, { force: true });
  const code = await spawnInherited(
    process.execPath,
    [
      path.join(ROOT, "node_modules", "vitest", "vitest.mjs"),
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    env,
  );
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text === undefined) {
    return {
      passed: 0,
      failed: 1,
      skipped: [],
      failures: [`${label}: vitest wrote no report (exit ${code})`],
    };
  }
  const result = z.parse(Report, JSON.parse(text));
  const tests = result.testResults.flatMap((file) => file.assertionResults);
  const failures = tests
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => `${label}: ${fullName}`);
  // A file that could not even be loaded has no tests to fail, and an error outside of any test fails the run only.
  const broken = result.testResults
    .filter(
      (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
    )
    .map((file) => `${label}: ${path.relative(ROOT, file.name)}: ${file.message ?? "could not be run"}`);
  const unexplained =
    code !== 0 && failures.length + broken.length === 0
      ? [`${label}: vitest ended with ${code}, see above`]
      : [];
  const skipped = tests.filter(
    ({ status }) => status === "pending" || status === "skipped" || status === "todo",
  );
  return {
    passed: result.numPassedTests,
    failed: failures.length + broken.length + unexplained.length,
    skipped: skipped.map(({ fullName }) => `${label}: ${fullName}`),
    failures: [...failures, ...broken, ...unexplained],
  };
}
