import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";

// Loaded into a program before it begins, and into each of its threads: notes every process that they start.
const file = process.env["DEVLOOP_BENCH_PROCESSES"];

if (file !== undefined) {
  subscribe("child_process", (message) => {
    // Node (24) publishes it while it is being made: what it was started with is filled in afterwards.
    queueMicrotask(() => {
      const { process: child } = message as { process: ChildProcess };
      appendFileSync(file, `${JSON.stringify(child.spawnargs)}\n`);
    });
  });
}
