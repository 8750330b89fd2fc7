import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where a bench and its program inside an extension host leave each other what they have to say. */
export const EXCHANGE = "DEVLOOP_BENCH_EXCHANGE";

export function inputFile(folder: string): string {
  return path.join(folder, "input.json");
}

export function outputFile(folder: string): string {
  return path.join(folder, "output.json");
}

/** What the bench wrote for this run; decode it. */
export function readInput(): unknown {
  return JSON.parse(readFileSync(inputFile(folder()), "utf8"));
}

/** Runs the program and writes what it gives, or why it failed: VS Code ends the host as soon as it has ended. */
export async function answer(work: () => Promise<unknown>): Promise<void> {
  const result = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  writeFileSync(outputFile(folder()), JSON.stringify(result));
}

function folder(): string {
  const named = process.env[EXCHANGE];
  if (named === undefined) throw new Error(`${EXCHANGE} is not set.`);
  return named;
}
